import { expect } from "vitest";
import type { OperationId } from "../contracts/operation-access";
import type { AuditAction } from "../core/audit";
import { codeOf } from "./authenticator";
import type { Answered, CallOptions, TestApi } from "./test-api";
import { formOf } from "./test-api";
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

/** An operation that leaves one entry. `prepare` may leave some of its own; what it gives stands for `{id}` in the call. */
interface Noted {
  readonly action: AuditAction;
  readonly prepare?: (world: AuditWorld, doer: Doer) => Promise<string>;
  readonly call: (world: AuditWorld, doer: Doer, id: string) => Promise<Answered>;
}

/** An operation that leaves none, and why. */
interface Silent {
  readonly silent: string;
}

type Body = object | ((world: AuditWorld, doer: Doer) => object);

const send =
  (method: string, path: string, body?: Body): Noted["call"] =>
  (world, doer, id) => {
    const given = typeof body === "function" ? body(world, doer) : body;
    return doer.call(method, path.replace("{id}", id), given ? { body: given } : {});
  };

const silent = (why: string): Silent => ({ silent: why });

/** What each operation that is no GET leaves in the audit log. A new one is one line. */
export const AUDITED_OPERATIONS: Readonly<Partial<Record<OperationId, Noted | Silent>>> = {
  "connections.create": {
    action: "connection.created",
    call: send("POST", "/v1/connections", ({ secret }, { kind }) => ({
      ...{ name: `By ${kind}`, provider: "openai", apiKey: secret },
    })),
  },
  "connections.update": {
    action: "connection.updated",
    prepare: aConnection,
    call: send("PATCH", "/v1/connections/{id}", ({ secret }, { kind }) => ({
      ...{ name: `Renamed by ${kind}`, apiKey: `${secret}-2`, hookSecret: secret },
    })),
  },
  "connections.check": silent("asks the provider; what it learns is noted where that is new"),

  "datasets.create": {
    action: "dataset.created",
    call: ({ secret }, doer) =>
      doer.call("POST", "/v1/datasets", { body: formOf(`text\n${secret}\n`, "rows.csv") }),
  },
  "uploads.create": silent("the bytes are no data yet: `uploads.dataset` makes it"),
  "uploads.append": silent("the bytes are no data yet"),
  "uploads.remove": silent("the bytes were no data yet"),
  "uploads.dataset": {
    action: "dataset.created",
    prepare: anUpload,
    call: send("POST", "/uploads/{id}/dataset"),
  },

  "jobs.create": { action: "job.created", call: send("POST", "/v1/jobs", aJob) },
  "jobs.approve": {
    action: "job.approved",
    prepare: estimatedJob,
    call: send("POST", "/v1/jobs/{id}/approve"),
  },
  "jobs.cancel": {
    action: "job.cancelled",
    prepare: estimatedJob,
    call: send("POST", "/v1/jobs/{id}/cancel"),
  },
  "jobs.retry": {
    action: "job.retried",
    prepare: endedJob,
    call: send("POST", "/v1/jobs/{id}/retry"),
  },
  "planning.estimate": silent("makes nothing"),
  "planning.preview": silent("makes nothing"),

  "organization.apiKeys.create": {
    action: "key.created",
    call: send("POST", "/v1/api-keys", { name: "Nightly" }),
  },
  "organization.apiKeys.update": {
    action: "key.changed",
    prepare: aKey,
    call: send("PATCH", "/v1/api-keys/{id}", { name: "New", budgetUsd: "12.5" }),
  },
  "organization.apiKeys.rotate": {
    action: "key.rotated",
    prepare: aKey,
    call: send("POST", "/v1/api-keys/{id}/rotate", { overlapHours: 1 }),
  },
  "organization.apiKeys.revoke": {
    action: "key.revoked",
    prepare: aKey,
    call: send("DELETE", "/v1/api-keys/{id}"),
  },

  "audit.retention.set": {
    action: "audit.retentionChanged",
    call: send("PUT", "/v1/audit/retention", (_, { kind }) => ({
      days: kind === "key" ? 90 : 180,
    })),
  },

  "account.update": silent("a person's name and language are of no organization"),
  "account.changeEmail": silent("sends a link; opening it is noted"),
  "account.sessions.end": silent("takes access only from whoever asks"),
  "account.sessions.endOthers": silent("takes access only from whoever asks"),
  "account.secondFactor.begin": silent("nothing holds before the first code"),
  "account.secondFactor.confirm": {
    action: "person.secondFactorOn",
    prepare: beginSecondFactor,
    call: async (_, doer, id) => {
      const body = { code: codeOf(id) };
      const answer = await doer.call("POST", "/v1/account/second-factor/confirm", { body });
      codes = answer.body.recoveryCodes;
      return answer;
    },
  },
  "account.secondFactor.renewCodes": {
    action: "person.recoveryCodesRenewed",
    call: async (_, doer) => {
      const body = { code: codes[0] };
      const answer = await doer.call("POST", "/v1/account/second-factor/recovery-codes", { body });
      codes = answer.body.recoveryCodes;
      return answer;
    },
  },
  "account.secondFactor.end": {
    action: "person.secondFactorOff",
    call: (_, doer) =>
      doer.call("POST", "/v1/account/second-factor/end", { body: { code: codes[1] } }),
  },
  "account.changePassword": {
    action: "person.passwordChanged",
    call: send("POST", "/v1/account/password", ({ secret }) => ({
      ...{ current: TEST_PASSWORD, password: `${secret} violet drum` },
    })),
  },
  "signIn.step": silent("its steps are tried one by one beside the table"),
  "hooks.take": silent("a hint to look; what is found then moves batches, and nobody decided it"),
};

/** The recovery codes that hold, from the operation that made them to those that use one. */
let codes: string[] = [];

async function aKey({ api }: AuditWorld): Promise<string> {
  return (await api.call("POST", "/v1/api-keys", { body: { name: "Old" } })).body.id;
}

async function aConnection({ api, secret }: AuditWorld, { kind }: Doer): Promise<string> {
  const body = { name: `To change by ${kind}`, provider: "openai", apiKey: secret };
  return (await api.call("POST", "/v1/connections", { body })).body.id;
}

function aJob({ datasetId, connectionId, secret }: AuditWorld): object {
  const request = { prompt: `${secret}: {{text}}`, maxOutputTokens: 50 };
  const target = { datasetId, connectionId, model: "gpt-4o-mini", request };
  return { name: "Intents", maxAttempts: 1, budgetUsd: "5", ...target };
}

async function estimatedJob(world: AuditWorld): Promise<string> {
  const { id } = (await world.api.call("POST", "/v1/jobs", { body: aJob(world) })).body;
  await world.api.settle();
  return id;
}

/** A job with a row that sending again can mend. */
async function endedJob(world: AuditWorld): Promise<string> {
  const id = await estimatedJob(world);
  await world.api.call("POST", `/v1/jobs/${id}/approve`);
  await world.api.settle();
  expect((await world.api.call("GET", `/v1/jobs/${id}`)).body.retryable).toBeGreaterThan(0);
  return id;
}

async function anUpload({ secret }: AuditWorld, doer: Doer): Promise<string> {
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

async function beginSecondFactor(_: AuditWorld, doer: Doer): Promise<string> {
  const body = { password: TEST_PASSWORD };
  return (await doer.call("POST", "/v1/account/second-factor", { body })).body.secret;
}
