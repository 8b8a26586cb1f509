import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Estimate, Preview, previewInput } from "../contracts/planning";
import { renderLine } from "../core/line-template";
import type { RequestTemplate } from "../core/request";
import { withOrganization } from "../db/client";
import { findConnection } from "../db/connection";
import { datasetFiles } from "../db/dataset";
import { outputHistory } from "../db/job";
import { AppError } from "../errors";
import { type DatasetRow, readRows } from "../lake/rows";
import { estimateRequest } from "../line/estimate-request";
import { lineTokens } from "../line/line-tokens";
import { freezeLine, lineParts, requestHash, requestProblems } from "../line/request-line";
import { toStoredEstimate } from "../line/stored-estimate";
import type { Runtime } from "../runtime";
import { ready } from "./datasets";

interface Target {
  readonly datasetId: string;
  readonly connectionId: string;
  readonly model: string;
  readonly request: RequestTemplate;
}

const DEFAULT_PREVIEW_ROWS = [1, 2, 3];

/** What a job would cost, before it is made. */
export async function estimate(
  runtime: Runtime,
  organizationId: string,
  target: Target,
): Promise<Estimate> {
  const { dataset, connection, history } = await load(runtime, organizationId, target);
  const { request, model } = target;
  const source = { request, model, columns: dataset.columns };
  const [first] = requestProblems(source);
  if (first) {
    throw new AppError("invalid_request", first.message, {
      details: { field: "request", reason: first.code, ...first.params },
    });
  }
  const provider = runtime.provider(connection.provider);
  const frozen = freezeLine(provider, source, randomBytes(16).toString("hex"));
  const estimated = await estimateRequest(runtime, {
    files: datasetFiles({ organizationId }, dataset),
    parts: lineParts(frozen),
    provider: connection.provider,
    model,
    channel: "batch",
    maxOutputTokens: request.maxOutputTokens ?? null,
    history,
  });
  return toStoredEstimate(estimated, connection.simulated);
}

/** What would be sent for some rows, and what keeps the request from fitting the data. */
export async function preview(
  runtime: Runtime,
  organizationId: string,
  target: z.infer<typeof previewInput>,
): Promise<Preview> {
  const { dataset, connection } = await load(runtime, organizationId, target);
  const { request, model } = target;
  const source = { request, model, columns: dataset.columns };
  const problems = requestProblems(source).map((found) => ({
    ...found,
    params: { ...found.params },
  }));
  if (problems.length > 0) return { data: [], problems };
  const provider = runtime.provider(connection.provider);
  const parts = lineParts(freezeLine(provider, source, randomBytes(16).toString("hex")));
  const files = datasetFiles({ organizationId }, dataset);
  const wanted = (target.rows ?? DEFAULT_PREVIEW_ROWS).filter((row) => row <= dataset.rows);
  const rows: DatasetRow[] = [];
  for (const firstRow of wanted) {
    rows.push(...(await readRows(runtime.lake, runtime.storage, files, { firstRow, limit: 1 })));
  }
  const data = rows.map(({ row, values }) => {
    const line = renderLine(parts, row, values);
    const texts = provider.texts(line);
    const { system = null, prompt = null } = texts ?? {};
    return { row, system, prompt, line, inputTokens: lineTokens(line, texts) };
  });
  return { data, problems: [] };
}

async function load(runtime: Runtime, organizationId: string, target: Target) {
  const dataset = await ready(runtime, organizationId, target.datasetId);
  const { connection, history } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => ({
      connection: await findConnection(scope, target.connectionId),
      history: await outputHistory(scope, {
        requestHash: requestHash(organizationId, target.request),
        model: target.model,
      }),
    }),
  );
  if (connection) return { dataset, connection, history };
  throw new AppError("not_found", "There is no such connection. Look at the list of connections.", {
    details: { field: "connectionId" },
  });
}
