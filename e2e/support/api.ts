import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { z } from "zod";
import { ACCOUNT } from "./account";

const answer = z.object({ id: z.string(), status: z.string() });
const connections = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });

/** Calls the API as a program does, with a key; throws on any answer that is not a success. */
export async function call(
  baseUrl: string,
  target: string,
  init: RequestInit = {},
): Promise<unknown> {
  const headers = { authorization: `Bearer ${ACCOUNT.apiKey}`, ...init.headers };
  const response = await fetch(`${baseUrl}/api/v1${target}`, { ...init, headers });
  const body = await response.text();
  expect(response.ok, `${target} answered ${response.status}: ${body}`).toBe(true);
  return JSON.parse(body);
}

/** Uploads a file, without `teamId` for the first team, and waits for its import. Returns the id of the dataset. */
export async function datasetOf(baseUrl: string, file: string, teamId = ""): Promise<string> {
  const form = new FormData();
  form.set("teamId", teamId);
  form.set("file", new Blob([readFileSync(file)], { type: "text/csv" }), path.basename(file));
  const { id } = answer.parse(await call(baseUrl, "/datasets", { method: "POST", body: form }));
  await reaches(baseUrl, `/datasets/${id}`, ["ready"]);
  return id;
}

interface JobWishes {
  readonly name: string;
  readonly datasetId: string;
  readonly approve: boolean;
  readonly maxRowsPerBatch?: number;
  readonly model?: string;
  readonly teamId?: string;
}

/** A job over a dataset, up to its approval or into its run. Returns its id. */
export async function jobOver(baseUrl: string, wishes: JobWishes): Promise<string> {
  const [connection] = connections.parse(await call(baseUrl, "/connections")).data;
  const body = {
    name: wishes.name,
    datasetId: wishes.datasetId,
    teamId: wishes.teamId,
    connectionId: connection?.id,
    model: wishes.model ?? "gpt-4o-mini",
    request: { prompt: "Which intent has this message? {{text}}", maxOutputTokens: 16 },
    strategy: { type: "static", maxRowsPerBatch: wishes.maxRowsPerBatch },
    autoApprove: wishes.approve,
  };
  const { id } = answer.parse(
    await call(baseUrl, "/jobs", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify(body),
    }),
  );
  if (!wishes.approve) await reaches(baseUrl, `/jobs/${id}`, ["awaiting_approval"]);
  return id;
}

/** Waits until a dataset or a job has one of the states. */
export async function reaches(
  baseUrl: string,
  target: string,
  statuses: readonly string[],
): Promise<void> {
  await expect
    .poll(async () => answer.parse(await call(baseUrl, target)).status, { timeout: 60_000 })
    .toMatch(new RegExp(`^(${statuses.join("|")})$`));
}
