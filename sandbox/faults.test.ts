import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FaultPlanInput, RowOutcome } from "./fault-schema";
import type { Sandbox } from "./server";
import {
  chatLine,
  chatLines,
  createBatch,
  errorOf,
  isOver,
  KEY,
  openSandbox,
  pollUntil,
  resultLines,
  runBatch,
  upload,
} from "./testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

const chat = () =>
  client.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Hello." }],
  });

describe("request faults", () => {
  /** One call of every kind that can be struck, on things that exist. */
  const calls: Record<string, (id: { file: string; batch: string }) => Promise<unknown>> = {
    "files.create": () => upload(client, chatLines(1)),
    "files.list": () => client.files.list(),
    "files.retrieve": ({ file }) => client.files.retrieve(file),
    "files.delete": ({ file }) => client.files.delete(file),
    "files.content": ({ file }) => client.files.content(file),
    "batches.create": ({ file }) => createBatch(client, file),
    "batches.retrieve": ({ batch }) => client.batches.retrieve(batch),
    "batches.list": () => client.batches.list(),
    "batches.cancel": ({ batch }) => client.batches.cancel(batch),
    chat,
    models: () => client.models.list(),
  };

  it.each(Object.keys(calls))(
    "strikes the next %s only, with 429 and retry-after",
    async (kind) => {
      const file = await upload(client, chatLines(1));
      const ids = { file, batch: (await createBatch(client, file)).id };
      const fault = {
        on: kind as "chat",
        effect: "status",
        status: 429,
        retryAfter: 86_400,
      } as const;
      sandbox.faults.replace({ requests: [{ ...fault, times: 1 }] });
      const error = await errorOf(Promise.resolve(calls[kind]?.(ids)));
      expect([error.status, error.code]).toEqual([429, "rate_limit_exceeded"]);
      expect(error.headers?.get("retry-after")).toBe("86400");
      expect(sandbox.faults.strikes().requests).toEqual([1]);
      if (kind !== "batches.cancel") await calls[kind]?.(ids);
    },
  );

  it.each([
    ["drop", "after", 1],
    ["drop", "before", 0],
    ["drop", "midway", 1],
    ["status", "after", 1],
    ["status", "before", 0],
  ] as const)("a create hit by %s %s makes %i batches", async (effect, when, made) => {
    const file = await upload(client, chatLines(1));
    sandbox.faults.replace({
      requests: [
        { on: "batches.create", effect, when, ...(effect === "status" ? { status: 500 } : {}) },
      ],
    });
    const mark = `${effect}-${when}`;
    const status = effect === "status" ? 500 : undefined;
    await expect(createBatch(client, file, { mark })).rejects.toSatisfy(
      (error: { status?: number }) => error.status === status,
    );
    expect(sandbox.account().marks.mark?.[mark]?.batches ?? 0).toBe(made);
    const listed = await client.batches.list({ limit: 100 });
    expect(listed.data.filter((batch) => batch.metadata?.mark === mark)).toHaveLength(made);
  });

  it("a large upload dropped after the work is kept, dropped before it is not", async () => {
    const lines = [chatLine("a", { user: "x".repeat(5_000_000) })];
    const count = () => sandbox.account().files.byPurpose.batch ?? 0;
    const before = count();
    sandbox.faults.replace({ requests: [{ on: "files.create", effect: "drop", times: 1 }] });
    await errorOf(upload(client, lines));
    expect(count()).toBe(before);
    const after = { on: "files.create", effect: "drop", when: "after" } as const;
    sandbox.faults.replace({ requests: [after] });
    await errorOf(upload(client, lines));
    expect(count()).toBe(before + 1);
  });

  it("cuts a download in the middle", async () => {
    const file = await upload(client, chatLines(500));
    sandbox.faults.replace({
      requests: [{ on: "files.content", effect: "drop", when: "midway", times: 1 }],
    });
    const response = await client.files.content(file);
    await expect(response.text()).rejects.toThrow();
    expect((await (await client.files.content(file)).text()).split("\n")).toHaveLength(501);
  });

  it("delays, skips, and follows a probability", async () => {
    const latency = { on: "chat", effect: "latency", delayMs: 500, skip: 1, times: 1 } as const;
    sandbox.faults.replace({ requests: [latency] });
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = performance.now();
      await chat();
      times.push(performance.now() - before);
    }
    expect(times[1]).toBeGreaterThan(499);
    expect(Math.max(times[0] ?? 0, times[2] ?? 0)).toBeLessThan(499);
    sandbox.faults.replace({
      requests: [{ on: "*", effect: "status", status: 503, probability: 0.5 }],
    });
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, () =>
        chat().then(
          () => true,
          () => false,
        ),
      ),
    );
    const failed = outcomes.filter((ok) => !ok).length;
    expect(failed).toBeGreaterThan(15);
    expect(failed).toBeLessThan(45);
  });
});

describe("batch faults", () => {
  const run = async (plan: NonNullable<FaultPlanInput["batches"]>[number], rows = 10) => {
    sandbox.faults.replace({ batches: [plan] });
    const batch = await runBatch(client, chatLines(rows));
    return {
      batch,
      output: () => resultLines(client, batch.output_file_id),
      errors: () => resultLines(client, batch.error_file_id),
    };
  };
  const ids = (lines: { custom_id: string }[]) => lines.map((line) => line.custom_id).sort();

  it("leaves a row out, though it is counted and billed", async () => {
    const { batch, output } = await run({ rows: [{ outcome: "missing", lines: [3] }] });
    expect(batch.request_counts).toEqual({ total: 10, completed: 10, failed: 0 });
    expect(ids(await output())).not.toContain("row-3");
    expect(await output()).toHaveLength(9);
  });

  it("doubles a row and adds strangers", async () => {
    const plan = { rows: [{ outcome: "doubled", customId: "^row-7$" } as const], foreignRows: 2 };
    const { batch, output } = await run(plan);
    const found = ids(await output());
    expect(found.filter((id) => id === "row-7")).toHaveLength(2);
    expect(found.filter((id) => id.startsWith("foreign-"))).toHaveLength(2);
    expect(batch.request_counts?.completed).toBe(10);
  });

  it("puts a row in both files, and breaks a line off in the middle", async () => {
    const rows = [
      { outcome: "both" as const, lines: [2] },
      { outcome: "malformed" as const, lines: [4] },
    ];
    sandbox.faults.replace({ batches: [{ rows }] });
    const batch = await runBatch(client, chatLines(10));
    expect(batch.request_counts).toEqual({ total: 10, completed: 10, failed: 0 });
    expect(await resultLines(client, batch.error_file_id)).toMatchObject([
      { custom_id: "row-2", response: { status_code: 500 } },
    ]);
    const text = await (await client.files.content(batch.output_file_id ?? "")).text();
    const broken = text
      .trimEnd()
      .split("\n")
      .filter((line) => !line.endsWith("}"));
    expect(broken).toHaveLength(1);
    expect(broken[0]).toContain('"custom_id":"row-4"');
    expect(text).toContain('"custom_id":"row-2"');
  });

  it("finishes every row though the cancel was taken", async () => {
    const slow = await openSandbox({
      speed: 1000,
      timings: { validating: 0, inProgress: 60_000, perRow: 0, finalizing: 0, cancelling: 0 },
      faults: { batches: [{ cancelAfterShare: 1 }] },
    });
    const { id } = await createBatch(slow.client, await upload(slow.client, chatLines(20)));
    await pollUntil(slow.client, id, (batch) => batch.status === "in_progress");
    await slow.client.batches.cancel(id);
    const done = await pollUntil(slow.client, id, (batch) => isOver(batch.status));
    expect(done.status).toBe("cancelled");
    expect(done.request_counts).toEqual({ total: 20, completed: 20, failed: 0 });
    expect(await resultLines(slow.client, done.output_file_id)).toHaveLength(20);
    await slow.sandbox.close();
  });

  it.each([
    [1, [false, true, true]],
    ["always", [false, false, false]],
  ] as const)("cuts the last line of %s downloads", async (truncated, whole) => {
    const { batch } = await run({ truncated });
    for (const complete of whole) {
      const text = await (await client.files.content(batch.output_file_id ?? "")).text();
      const last = text.trimEnd().split("\n").at(-1) ?? "";
      const parses = () => JSON.parse(last) as unknown;
      if (complete) expect(parses).not.toThrow();
      else expect(parses).toThrow();
      expect(text.split("\n").length).toBe(complete ? 11 : 10);
    }
  });

  it("expires with half the rows done", async () => {
    const { batch, output, errors } = await run({ expireAfterShare: 0.5 });
    expect(batch.status).toBe("expired");
    expect(await output()).toHaveLength(5);
    const rest = await errors();
    expect(rest.map((line) => line.error?.code)).toEqual(Array(5).fill("batch_expired"));
    expect(new Set([...ids(await output()), ...ids(rest)]).size).toBe(10);
  });

  it.each([
    ["null", null],
    ["empty", ""],
    ["missing", undefined],
  ] as const)("shows no error file as %s", async (noErrorFile, shown) => {
    const { batch } = await run({ noErrorFile });
    expect(batch.error_file_id).toBe(shown);
    expect("error_file_id" in batch).toBe(noErrorFile !== "missing");
  });

  it("shows an error file of no bytes", async () => {
    const { batch, errors } = await run({ noErrorFile: "file" });
    expect(await errors()).toEqual([]);
    expect((await client.files.retrieve(batch.error_file_id ?? "")).bytes).toBe(0);
  });

  it("shows an unknown status for some polls", async () => {
    sandbox.faults.replace({ batches: [{ unknownStatus: { status: "pondering", polls: 3 } }] });
    const batch = await createBatch(client, await upload(client, chatLines(2)));
    const seen: string[] = [];
    const done = await pollUntil(client, batch.id, (now) => {
      seen.push(now.status);
      if ((now.status as string) === "pondering") expect(now.output_file_id).toBeNull();
      return isOver(now.status);
    });
    expect(seen.filter((status) => status === "pondering")).toHaveLength(3);
    expect(done.output_file_id).toMatch(/^file-/);
  });

  it("goes back to an earlier status after some polls", async () => {
    const unknownStatus = { status: "validating", polls: 2, skip: 1 };
    sandbox.faults.replace({ batches: [{ unknownStatus }] });
    const { id } = await createBatch(client, await upload(client, chatLines(2)));
    await pollUntil(client, id, (batch) => batch.status !== "validating");
    const polls = [await client.batches.retrieve(id), await client.batches.retrieve(id)];
    expect(polls.map((batch) => batch.status)).toEqual(["validating", "validating"]);
    const done = await pollUntil(client, id, (batch) => isOver(batch.status));
    expect(done.status).toBe("completed");
  });

  it("fails as told, for the batches with the metadata, as often as told", async () => {
    const failWith = { code: "billing_hard_limit_reached", message: "Account limit." };
    sandbox.faults.replace({ batches: [{ failWith, metadata: { job: "x" }, times: 1 }] });
    const job = { job: "x" };
    expect((await runBatch(client, chatLines(1))).status).toBe("completed");
    const failed = await runBatch(client, chatLines(1), job);
    expect(failed.errors?.data).toEqual([{ ...failWith, line: null, param: null }]);
    expect((await runBatch(client, chatLines(1), job)).status).toBe("completed");
  });

  it.each([
    ["http_400", 400],
    ["http_429", 429],
    ["http_500", 500],
  ] as const)("fails a row with %s", async (outcome, status) => {
    const { batch, errors } = await run({ rows: [{ outcome, lines: [2] }] });
    expect(batch.request_counts).toEqual({ total: 10, completed: 9, failed: 1 });
    expect(await errors()).toMatchObject([
      {
        custom_id: "row-2",
        error: null,
        response: { status_code: status, body: { error: { type: expect.any(String) } } },
      },
    ]);
  });

  it("refuses, filters, cuts off, and forgets usage, by share and first rule", async () => {
    const of = (outcome: RowOutcome, customId: string) => ({ outcome, customId });
    const rows = [
      of("refusal", "^row-1$"),
      of("content_filter", "^row-2$"),
      of("length", "^row-3$"),
      of("missing_usage", "^row-4$"),
      { outcome: "http_500" as const, share: 0.5 },
    ];
    const { batch, output } = await run({ rows }, 200);
    const bodies = new Map(
      (await output()).map((line) => [line.custom_id, line.response?.body] as const),
    );
    expect(bodies.get("row-1")?.choices[0]?.message).toMatchObject({
      content: null,
      refusal: expect.stringContaining("sorry"),
    });
    expect(bodies.get("row-2")?.choices[0]?.finish_reason).toBe("content_filter");
    expect(bodies.get("row-3")?.choices[0]?.finish_reason).toBe("length");
    expect(bodies.get("row-4")).toBeDefined();
    expect(bodies.get("row-4")?.usage).toBeUndefined();
    expect(batch.request_counts?.failed).toBeGreaterThan(70);
    expect(batch.request_counts?.failed).toBeLessThan(130);
  });
});

describe("lags", () => {
  it("hides a file right after its upload, and a batch from lists", async () => {
    sandbox.faults.replace({ lag: { fileMs: 500, batchListMs: 500 } });
    const file = await upload(client, chatLines(1));
    expect((await errorOf(client.files.retrieve(file))).status).toBe(404);
    const early = await errorOf(createBatch(client, file));
    expect([early.status, early.message.includes("Cannot find file")]).toEqual([400, true]);
    await new Promise((resolve) => setTimeout(resolve, 510));
    const { id } = await createBatch(client, file);
    const listed = async () => (await client.batches.list()).data.map((batch) => batch.id);
    expect(await listed()).not.toContain(id);
    expect((await client.batches.retrieve(id)).id).toBe(id);
    await new Promise((resolve) => setTimeout(resolve, 510));
    expect(await listed()).toContain(id);
  });
});

describe("the admin routes", () => {
  const admin = (method: string, path: string, body?: unknown, headers = {}) =>
    fetch(`${sandbox.url}/sandbox/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it("set, show and clear the faults", async () => {
    const plan = { requests: [{ on: "chat", effect: "status", status: 500 }] };
    expect((await admin("PUT", "faults", plan)).status).toBe(200);
    await errorOf(chat());
    expect(await (await admin("GET", "faults")).json()).toMatchObject({
      plan: { ...plan, batches: [] },
      strikes: { requests: [1], batches: [] },
    });
    expect((await admin("DELETE", "faults")).status).toBe(200);
    expect((await chat()).object).toBe("chat.completion");
    const wrong = await admin("PUT", "faults", { requests: [{ on: "chat", effect: "burn" }] });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain("requests.0.effect");
    expect((await admin("GET", "nothing")).status).toBe(404);
  });

  it("count what an account did", async () => {
    const own = await openSandbox();
    const file = await upload(own.client, chatLines(4));
    for (let i = 0; i < 2; i++) {
      const { id } = await createBatch(own.client, file, { shard: "9" });
      await pollUntil(own.client, id, (batch) => isOver(batch.status));
    }
    const headers = { authorization: `Bearer ${KEY}` };
    const response = await fetch(`${own.sandbox.url}/sandbox/account`, { headers });
    expect(await response.json()).toMatchObject({
      files: { total: 3, byPurpose: { batch: 1, batch_output: 2 } },
      batches: { total: 2, byStatus: { completed: 2 } },
      rows: { sent: 8, executed: 8, failed: 0, neverRun: 0 },
      chat: { requests: 0 },
      reusedInputs: 1,
      marks: { shard: { 9: { batches: 2, sent: 8, executed: 8 } } },
    });
    const of = async (provider: string) =>
      fetch(`${own.sandbox.url}/sandbox/account?provider=${provider}`, { headers });
    expect(await (await of("openai")).json()).toMatchObject({ batches: { total: 2 } });
    expect(await (await of("groq")).json()).toMatchObject({ batches: { total: 0 } });
    expect((await of("nobody")).status).toBe(404);
    expect(own.sandbox.account("sk-sandbox-other").batches.total).toBe(0);
    await own.sandbox.close();
  });
});
