import type { z } from "zod";
import type { Estimate, Preview, previewInput } from "../contracts/planning";
import type { Channel } from "../core/pricing";
import { problem } from "../core/problem";
import type { RequestTemplate } from "../core/request";
import { withOrganization } from "../db/client";
import { findConnection } from "../db/connection";
import { datasetFiles } from "../db/dataset";
import { outputHistory } from "../db/output-history";
import { AppError } from "../errors";
import { type DatasetRow, readRows } from "../lake/rows";
import { estimateRequest } from "../line/estimate-request";
import { assertLabelAllows } from "../line/label";
import { lineTokens } from "../line/line-tokens";
import { measureRequest } from "../line/measure-request";
import { outputLimit } from "../line/output-limit";
import { previewLines } from "../line/preview-lines";
import { assertFits, requestHash, requestProblems } from "../line/request-line";
import { toStoredEstimate } from "../line/stored-estimate";
import type { LineTexts } from "../providers/provider";
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
  target: Target & { readonly channel: Channel },
): Promise<Estimate> {
  const channels = [target.channel];
  const { dataset, connection, history } = await load(runtime, organizationId, target, channels);
  const { request, model } = target;
  assertFits({ request, model, columns: dataset.columns });
  const { parts, texts } = await previewLines(runtime, organizationId, {
    ...target,
    dataset,
    connection,
  });
  const book = await runtime.prices.of(organizationId);
  const files = datasetFiles({ organizationId }, dataset);
  const measured = await measureRequest(runtime, { files, parts, texts, refused: 0 });
  const estimated = estimateRequest(measured, {
    ...{ book, provider: connection.provider, model, channel: target.channel },
    maxOutputTokens: outputLimit(book, { ...connection, model }, request),
    ...{ history, atMs: runtime.now() },
  });
  return toStoredEstimate(estimated, connection.simulated);
}

/** What would be sent for some rows, and what keeps the request from fitting the data. */
export async function preview(
  runtime: Runtime,
  organizationId: string,
  target: z.infer<typeof previewInput>,
): Promise<Preview> {
  const { dataset, connection } = await load(runtime, organizationId, target, null);
  const { request, model } = target;
  const source = { request, model, columns: dataset.columns };
  const problems = requestProblems(source).map((found) => ({
    ...found,
    params: { ...found.params },
  }));
  if (problems.length > 0) return { data: [], problems };
  const provider = runtime.provider(connection.provider);
  const lines = await previewLines(runtime, organizationId, {
    ...target,
    dataset,
    connection,
  });
  const files = datasetFiles({ organizationId }, dataset);
  const wanted = (target.rows ?? DEFAULT_PREVIEW_ROWS).filter((row) => row <= dataset.rows);
  const rows: DatasetRow[] = [];
  for (const firstRow of wanted) {
    rows.push(...(await readRows(runtime.lake, runtime.storage, files, { firstRow, limit: 1 })));
  }
  const data: Preview["data"] = [];
  for (const { row, values } of rows) {
    const made = lines.lineOf(row, values);
    if (made.kind === "refused") problems.push(refusedRow(row, made));
    else data.push(shownLine(row, made.line, provider.texts(made.line)));
  }
  return { data, problems };
}

function shownLine(row: number, line: string, texts: LineTexts | null): Preview["data"][number] {
  const { system = null, prompt = null } = texts ?? {};
  return { row, system, prompt, line, inputTokens: lineTokens(line, texts) };
}

function refusedRow(
  row: number,
  { code, field }: { code: string; field: string },
): Preview["problems"][number] {
  const params = { row, field };
  const message = `The request of row ${row} cannot be sent as it is: see its field ${field}.`;
  return { ...problem(code, message, params), params };
}

/** `channels`: the ways in which the rows may go; null: any of the connection's. */
async function load(
  runtime: Runtime,
  organizationId: string,
  target: Target,
  channels: readonly Channel[] | null,
) {
  const dataset = await ready(runtime, organizationId, target.datasetId);
  const { connection, history } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => {
      const connection = await findConnection(scope, target.connectionId);
      if (connection) {
        const { capabilities } = runtime.provider(connection.provider);
        const way = { ...connection, label: dataset.sensitivity };
        const ways = channels ?? capabilities.channels(target.model);
        await assertLabelAllows(scope, runtime, way, ways);
      }
      const history = await outputHistory(scope, {
        requestHash: requestHash(organizationId, target.request, target.datasetId),
        model: target.model,
      });
      return { connection, history };
    },
  );
  if (connection) return { dataset, connection, history };
  throw new AppError("not_found", "There is no such connection. Look at the list of connections.", {
    details: { field: "connectionId" },
  });
}
