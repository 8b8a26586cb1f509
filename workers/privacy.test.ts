import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Job } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { withOrganization } from "../lib/db/client";
import { createLog } from "../lib/log";
import type { FollowUp } from "../lib/queue/catalog";
import type { Runtime } from "../lib/runtime";
import { type DriveOptions, type JobLine, openJobLine } from "../lib/testing/job-line";
import { hasRedis, type OwnRedis, openOwnRedis } from "../lib/testing/own-redis";
import { testServers } from "../lib/testing/servers";
import { answerOnce } from "../lib/workspace/answer-once";
import { createConnection } from "../lib/workspace/create-connection";
import { handle, type Step } from "./handle";
import { STEPS } from "./steps";

/** What must be found nowhere. The key's last four characters are shown to people on purpose. */
const PRIVATE = {
  prompt: "PROMPT-otter-7713",
  system: "SYSTEM-heron-4402",
  row: "ROW-badger-9950",
  key: "sk-sandbox-KEY-lynx-6158-abcd",
  providerMessage: "MESSAGE-viper-2027",
  mail: "MAIL-gecko-8431",
  answer: "ANSWER-moose-1189",
};

let tranche: JobLine;
let redis: OwnRedis | null = null;
let logged = "";
let thrown: string[] = [];

beforeAll(async () => {
  redis = hasRedis() ? await openOwnRedis() : null;
}, 60_000);
afterEach(async () => {
  await tranche?.close();
  logged = "";
  thrown = [];
});
afterAll(() => redis?.close());

/** Steps go through the worker's own wrapper; what follows is put on the real queue, where nobody takes it. */
function throughWorker(runtime: Runtime): DriveOptions["deliver"] {
  const { queue, ...process } = tranche.line.process;
  return async ({ task, payload }) => {
    const followUps: FollowUp[] = [];
    const enqueue = async (tasks: readonly FollowUp[]) => {
      followUps.push(...tasks);
      await queue.enqueue(tasks.map((next) => ({ ...next, delayMs: 3_600_000 })));
    };
    const worker = { ...process, runtime, queue: { ...queue, enqueue } };
    const step: Step = STEPS[task];
    const job = { name: task, data: payload, attemptsMade: 0 } as Job;
    await handle(worker, job, step).catch((error: Error) => {
      thrown.push(`${error.message} ${String(error.cause)}`);
      throw error;
    });
    return followUps;
  };
}

/** Every row of every table as text, the queue's too. */
async function everythingInPostgres(): Promise<string> {
  const client = new pg.Client({ connectionString: tranche.line.database.url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const rows = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    texts.push(...rows.rows.map(({ row }) => `${name} ${row}`));
  }
  await client.end();
  return texts.join("\n");
}

/** Every value of every key, with the key's name. */
async function everythingInRedis({ url }: OwnRedis): Promise<string> {
  const client = new Redis(url);
  const texts: string[] = [];
  for (const key of await client.keys("*")) {
    const type = await client.type(key);
    const [command, ...args] = READ[type] ?? [];
    if (!command) throw new Error(`nobody knows how to read a ${type}`);
    texts.push(`${key} ${JSON.stringify(await client.call(command, key, ...args))}`);
  }
  client.disconnect();
  return texts.join("\n");
}

const READ: Readonly<Record<string, readonly string[]>> = {
  ...{ string: ["GET"], hash: ["HGETALL"], set: ["SMEMBERS"] },
  ...{ list: ["LRANGE", "0", "-1"], zset: ["ZRANGE", "0", "-1"], stream: ["XRANGE", "-", "+"] },
};

function everythingOnDisk(): { name: string; bytes: Buffer }[] {
  const folder = tranche.line.environment.DATA_DIR ?? "";
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const name = path.join(entry.parentPath, entry.name);
      return { name, bytes: readFileSync(name) };
    });
}

/** The words as they would stand in a text, in a `bytea` shown as hex, and in base64 wherever they begin. */
function disguises(words: string): string[] {
  const bytes = Buffer.from(words);
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  return [words, bytes.toString("hex"), ...shifted];
}

const found = (text: string, words: string) =>
  disguises(words).some((disguise) => text.includes(disguise));

test.each(["PostgreSQL", "Redis"])(
  "prompts, rows, answers and keys are in no log, table, file or error, nor in a queue in %s",
  async (place) => {
    const onRedis = place === "Redis" ? redis : null;
    if (place === "Redis" && !onRedis) return;
    tranche = await openJobLine({
      serverUrl: testServers().databaseUrl,
      ...(onRedis ? { redisUrl: onRedis.url } : {}),
    });
    const destination = {
      write: (line: string) => {
        logged += line;
      },
    };
    let mails = 0;
    const runtime: Runtime = {
      ...tranche.runtime,
      log: createLog("worker", "trace", destination),
      sendMail: async () => {
        mails += 1;
        if (mails === 1) throw new Error(`cannot send ${PRIVATE.mail}`);
      },
    };
    const { organizationId, line } = tranche;
    const connection = await createConnection(runtime, organizationId, {
      id: runtime.newId("con"),
      name: "Private",
      provider: "openai",
      apiKey: PRIVATE.key,
      settings: {},
      baseUrl: `${line.sandbox.url}/v1`,
    });
    const rows = Array.from({ length: 6 }, (_, i) => `${i} ${PRIVATE.row}`);
    const ragged = `"${PRIVATE.row}",too,many,fields`;
    const dataset = await tranche.upload(`text\n${rows.join("\n")}\n${ragged}\n`);
    line.sandbox.faults.replace({
      requests: [
        { on: "batches.create", effect: "status", status: 500, when: "after", times: 1 },
        { on: "batches.retrieve", effect: "status", status: 500, times: 1 },
        { on: "files.content", effect: "drop", times: 1 },
      ],
      batches: [
        {
          times: 1,
          rows: [
            { outcome: "http_400", lines: [1] },
            { outcome: "http_500", lines: [2] },
          ],
        },
        { times: 1 },
        {
          times: 1,
          failWith: { code: "billing_hard_limit_reached", message: PRIVATE.providerMessage },
        },
      ],
    });
    const job = {
      connectionId: connection.id,
      request: {
        system: PRIVATE.system,
        prompt: `${PRIVATE.prompt} {{text}}`,
        maxOutputTokens: 500,
      },
    };
    const options = { deliver: throughWorker(runtime) };
    const id = await tranche.run(dataset, job, options);
    expect((await tranche.job(id)).counts).toMatchObject({ rows: 6, succeeded: 5, failed: 1 });
    const refused = await tranche.run(dataset, job, options);
    expect((await tranche.job(refused)).status).toBe("failed");
    const once = { organizationId, operation: "POST /x", key: "k", body: PRIVATE.prompt };
    await answerOnce(runtime, once, async () => ({ status: 200, body: PRIVATE.answer }));
    const output = String((await tranche.results(id))[2]?.tranche_output);
    expect(output.length).toBeGreaterThan(11);

    const tables = await everythingInPostgres();
    const queue = onRedis ? await everythingInRedis(onRedis) : tables;
    const files = everythingOnDisk();
    // The places are looked at where something is: each holds what it should.
    expect(logged).toContain('"msg":"task failed"');
    expect(thrown.length).toBeGreaterThanOrEqual(1);
    expect(queue).toContain(onRedis ? '"organizationId' : "bullmq.job ");
    expect(tables).toContain(`batches (`);
    expect(files.length).toBeGreaterThan(8);

    for (const [what, words] of Object.entries({ ...PRIVATE, output })) {
      expect({ what, log: found(logged, words) }).toEqual({ what, log: false });
      expect({ what, errors: found(thrown.join(), words) }).toEqual({ what, errors: false });
      expect({ what, queue: found(queue, words) }).toEqual({ what, queue: false });
      expect({ what, tables: found(tables, words) }).toEqual({ what, tables: false });
      const holding = files.filter(({ bytes }) => bytes.includes(words)).map(({ name }) => name);
      expect({ what, holding }).toEqual({ what, holding: [] });
    }
    const keyHint = await withOrganization(runtime.database, organizationId, ({ tx }) =>
      tx.connection.findFirst({ where: { id: connection.id }, select: { keyHint: true } }),
    );
    expect(keyHint).toEqual({ keyHint: "abcd" });
  },
  60_000,
);
