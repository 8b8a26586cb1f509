import { afterAll, beforeAll, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import type { BatchRequests } from "../providers/provider";
import { GEMINI_CASE } from "../testing/contract-cases/gemini";
import { csv, type JobLine, openJobLine, PROMPT, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { sweepConnection } from "./sweep-connection";

/** Jobs at a provider whose small batches go with the create and whose large ones go by file. */

let tranche: JobLine;
let connectionId: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  const { line, runtime, organizationId } = tranche;
  const { kind: provider, key: apiKey, path, settings } = GEMINI_CASE;
  const connection = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: "Small batches", provider, apiKey, settings },
    baseUrl: `${line.sandbox.url}${path}`,
  });
  connectionId = connection.id;
}, 60_000);
afterAll(() => tranche?.close());

const account = () => tranche.line.sandbox.account(GEMINI_CASE.key, "gemini");

/** Runs a job; `creates` are the ways in which its requests were sent. */
async function run(content: string, images: readonly string[] = []) {
  const creates: BatchRequests["kind"][] = [];
  const runtime = withSession(tranche.runtime, (session) => ({
    submit: (batch, timeoutMs) => {
      creates.push(batch.requests.kind);
      return session.submit(batch, timeoutMs);
    },
  }));
  const change = {
    connectionId,
    model: GEMINI_CASE.models[0],
    request: {
      ...{ prompt: PROMPT, maxOutputTokens: 4000 },
      images: images.map((data) => ({ kind: "base64", mediaType: "image/png", data }) as const),
    },
  };
  const id = await tranche.run(await tranche.upload(content), change, { runtime });
  return { id, creates };
}

const sweep = () =>
  sweepConnection(tranche.runtime, {
    ...{ organizationId: tranche.organizationId, id: connectionId, version: 0 },
  });
const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));

test("a small batch is uploaded nowhere, and is removed with its answers once they are safe", async () => {
  const { id, creates } = await run(csv(8));
  expect(creates).toEqual(["inline"]);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", counts: { succeeded: 8 } });
  expect(await batches(id)).toMatchObject([{ stagedId: null, filesRemovedAt: null }]);
  expect(account().files.byPurpose).not.toHaveProperty("upload");
  expect(account().batches.total).toBe(1);
  await sweep();
  expect(account()).toMatchObject({ files: { total: 0 }, batches: { total: 0 } });
  expect(await batches(id)).toMatchObject([{ filesRemovedAt: expect.any(Date) }]);
  expect(await tranche.results(id)).toHaveLength(8);
});

test("a row that spoils a create goes by file with the others, and fails alone", async () => {
  const rows = ["one,iVBORw0KGgo=", "two,no picture!", "three,iVBORw0KGgo="];
  const { id, creates } = await run(`text,image\n${rows.join("\n")}\n`, ["{{image}}"]);
  expect(creates).toEqual(["inline", "staged"]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed_with_errors",
    attention: null,
    counts: { rows: 3, succeeded: 2, failed: 1 },
  });
  const results = await tranche.results(id);
  expect(results.map((row) => row.tranche_status)).toEqual(["succeeded", "failed", "succeeded"]);
  expect(results[1]?.tranche_error).toMatch(/^INVALID_ARGUMENT/);
  expect(await batches(id)).toMatchObject([{ stagedId: expect.stringMatching(/^files\//) }]);
  expect(account()).toMatchObject({ batches: { total: 1 }, files: { total: 2 } });
  await sweep();
  expect(account().files.total).toBe(0);
});
