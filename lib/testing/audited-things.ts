import { expect } from "vitest";
import { personIn } from "./people";
import type { Answered, CallOptions, TestApi } from "./test-api";
import { TEST_PASSWORD } from "./test-line";

/** Somebody who calls, by key or by session. */
export interface Doer {
  readonly kind: "key" | "user";
  call(method: string, path: string, options?: Omit<CallOptions, "key">): Promise<Answered>;
}

export interface AuditWorld {
  readonly api: TestApi;
  readonly datasetId: string;
  readonly connectionId: string;
  /** What every prompt, key and password of the table holds: it may stand in no entry. */
  readonly secret: string;
}

export async function aKey({ api }: AuditWorld): Promise<string> {
  return (await api.call("POST", "/v1/api-keys", { body: { name: "Old" } })).body.id;
}

export async function aConnection({ api, secret }: AuditWorld, { kind }: Doer): Promise<string> {
  const body = { name: `To change by ${kind}`, provider: "openai", apiKey: secret };
  return (await api.call("POST", "/v1/connections", { body })).body.id;
}

export async function aMember({ api }: AuditWorld): Promise<string> {
  return (await personIn(api, { role: "member", teams: [] })).id;
}

export async function aDataset({ api }: AuditWorld): Promise<string> {
  const { id } = (await api.upload("text\nthree\n")).body;
  await api.settle();
  return id;
}

let teams = 0;

export async function aTeam({ api }: AuditWorld, { kind }: Doer): Promise<string> {
  teams += 1;
  const body = { name: `To change by ${kind}, ${teams}` };
  return (await api.call("POST", "/v1/teams", { body })).body.id;
}

/** What can be put down on any day. */
export const anAgreement = (): object => ({
  ...{ name: "Frame contract", provider: "openai", model: "gpt-4o-mini", firstDay: "2999-01-01" },
  terms: { kind: "percent", percentOff: "12.5" },
});

export function aJob({ datasetId, connectionId, secret }: AuditWorld): object {
  const request = { prompt: `${secret}: {{text}}`, maxOutputTokens: 50 };
  const target = { datasetId, connectionId, model: "gpt-4o-mini", request };
  return { name: "Intents", maxAttempts: 1, budgetUsd: "5", ...target };
}

export async function estimatedJob(world: AuditWorld): Promise<string> {
  const { id } = (await world.api.call("POST", "/v1/jobs", { body: aJob(world) })).body;
  await world.api.settle();
  return id;
}

/** No job is open any more: each would be cancelled with what is asked for, and noted. */
export async function nothingWaiting({ api }: AuditWorld): Promise<string> {
  const { data } = (await api.call("GET", "/v1/jobs?limit=200")).body;
  for (const { id } of data) await api.call("POST", `/v1/jobs/${id}/cancel`);
  await api.settle();
  return "";
}

/** A job with a row that sending again can mend. */
export async function endedJob(world: AuditWorld): Promise<string> {
  const id = await estimatedJob(world);
  await world.api.call("POST", `/v1/jobs/${id}/approve`);
  await world.api.settle();
  expect((await world.api.call("GET", `/v1/jobs/${id}`)).body.retryable).toBeGreaterThan(0);
  return id;
}

export async function anUpload({ secret }: AuditWorld, doer: Doer): Promise<string> {
  const text = `text\n${secret}\n`;
  const tus = { "tus-resumable": "1.0.0" };
  const begun = await doer.call("POST", "/uploads", {
    headers: { ...tus, "upload-length": String(text.length) },
  });
  const id = begun.headers.get("location")?.split("/").at(-1) ?? "";
  const type = { "content-type": "application/offset+octet-stream", "upload-offset": "0" };
  await doer.call("PATCH", `/uploads/${id}`, { body: text, headers: { ...tus, ...type } });
  return id;
}

export async function beginSecondFactor(_: AuditWorld, doer: Doer): Promise<string> {
  const body = { password: TEST_PASSWORD };
  return (await doer.call("POST", "/v1/account/second-factor", { body })).body.secret;
}
