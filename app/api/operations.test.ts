import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

const MONEY = /^-?\d+(\.\d{1,12})?$/;
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ROWS = 7;

let api: TestApi;
let datasetId = "";
let connectionId = "";
let jobId = "";
const job = (change: object = {}) => ({
  name: "Intents",
  datasetId,
  connectionId,
  model: "gpt-4o-mini",
  request: { prompt: "Classify: {{text}}", maxOutputTokens: 50 },
  strategy: { type: "static", maxRowsPerBatch: 3 },
  ...change,
});

beforeAll(async () => {
  api = await openTestApi({
    sandbox: { faults: { batches: [{ times: 1, rows: [{ outcome: "http_400", lines: [2] }] }] } },
  });
});
afterAll(() => api?.close());

describe("a file, through the API, to its results", () => {
  it("adds a connection, shows its key to nobody and decides itself what is simulated", async () => {
    const baseUrl = `${api.line.environment.SANDBOX_URL}/v1`;
    const apiKey = "sk-sandbox-very-secret-key";
    const input = { name: "OpenAI", provider: "openai", apiKey };
    const made = await api.call("POST", "/v1/connections", {
      body: { ...input, baseUrl, simulated: false },
    });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^con_/),
      ...{ name: "OpenAI", provider: "openai", baseUrl, keyHint: "-key", simulated: true },
      ...{ settings: {}, keepsFiles: false, zeroRetention: false, strayFiles: null },
      disabledAt: null,
      takesBatches: null,
      hook: { url: expect.stringMatching(/\/api\/hooks\/con_/), secretSet: false },
      createdAt: expect.stringMatching(UTC),
    });
    connectionId = made.body.id;
    const real = await api.call("POST", "/v1/connections", {
      body: { ...input, name: "Real", simulated: true },
    });
    expect(real.body).toMatchObject({ simulated: false, baseUrl: null });
    const taken = await api.call("POST", "/v1/connections", { body: input });
    expect([taken.status, taken.body.error.code]).toEqual([409, "conflict"]);
    const listed = await api.call("GET", "/v1/connections");
    expect(JSON.stringify([made, real, listed])).not.toContain("very-secret");
  });

  it("takes a file and tells what is in it", async () => {
    const csv = `text,n\n${Array.from({ length: ROWS }, (_, i) => `"row, ${i + 1}",1.${i}0`).join("\n")}\ncut,"\n`;
    const made = await api.upload(csv, "messages.csv");
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: "messages.csv",
      status: "importing",
      rows: 0,
      error: null,
    });
    datasetId = made.body.id;
    await api.settle();
    const { body } = await api.call("GET", `/v1/datasets/${datasetId}`);
    expect(body).toEqual({
      id: datasetId,
      teamId: expect.stringMatching(/^team_/),
      ...{ sensitivity: "ordinary", deletedAt: null, removal: { rows: null, upload: null } },
      ...{ name: "messages.csv", fileName: "messages.csv", format: "csv", status: "ready" },
      ...{ rows: ROWS, rejected: 1, bytes: csv.length, importedBytes: csv.length, error: null },
      columns: [
        expect.objectContaining({ name: "text", type: "text", nulls: 0 }),
        expect.objectContaining({ name: "n", type: "decimal" }),
      ],
      notices: [],
      rejects: [
        { line: ROWS + 2, reason: "unclosed_quote", excerpt: expect.stringContaining("cut") },
      ],
      createdAt: expect.stringMatching(UTC),
    });
    const rows = await api.call("GET", `/v1/datasets/${datasetId}/rows?limit=2&cursor=3`);
    expect(rows.body).toEqual({
      data: [4, 5].map((row) => ({ row, values: { text: `row, ${row}`, n: `1.${row - 1}0` } })),
      nextCursor: "5",
    });
    const rejects = await api.call("GET", `/v1/datasets/${datasetId}/rejects`);
    expect(rejects.body).toEqual({ data: body.rejects, nextCursor: null });
    const file = await api.call("GET", `/v1/datasets/${datasetId}/rejects.csv`);
    expect(file.headers.get("content-disposition")).toContain("messages.csv-rejected.csv");
    expect(file.body.split("\r\n")[0]).toBe("line,reason,excerpt");
    expect(file.body).toContain(`"${ROWS + 2}","unclosed_quote"`);
  });

  it("estimates and previews without making anything", async () => {
    const { name: _, strategy: __, ...target } = job();
    const estimate = await api.call("POST", "/v1/estimates", { body: target });
    expect(estimate.status).toBe(200);
    expect(estimate.body).toMatchObject({ rows: ROWS, simulated: true, basis: "prior" });
    for (const range of [estimate.body.batch, estimate.body.realtime]) {
      for (const amount of [range.low, range.expected, range.high]) expect(amount).toMatch(MONEY);
    }
    expect(Number(estimate.body.batch.expected) * 2).toBeCloseTo(
      Number(estimate.body.realtime.expected),
      9,
    );
    const preview = await api.call("POST", "/v1/preview", { body: { ...target, rows: [2, 99] } });
    expect(preview.body).toMatchObject({
      data: [{ row: 2, prompt: "Classify: row, 2", inputTokens: expect.any(Number) }],
      problems: [],
    });
    expect(JSON.parse(preview.body.data[0].line).body.messages.at(-1).content).toBe(
      "Classify: row, 2",
    );
    expect((await api.call("GET", "/v1/jobs")).body).toEqual({ data: [], nextCursor: null });
    expect(api.line.sandbox.account().batches.total).toBe(0);
  });

  it("names the column that a prompt has and the data has not", async () => {
    const request = { prompt: "Classify: {{txet}}" };
    const { name: _, strategy: __, ...target } = job({ request });
    const preview = await api.call("POST", "/v1/preview", { body: target });
    expect(preview.body.problems[0]).toMatchObject({
      code: "unknown_column",
      params: { column: "txet", columns: "text, n" },
    });
    for (const path of ["/v1/estimates", "/v1/jobs"]) {
      const refused = await api.call("POST", path, {
        body: path === "/v1/jobs" ? job({ request }) : target,
      });
      expect(refused.status).toBe(400);
      expect(refused.body.error).toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("{{txet}}"),
        details: { field: "request", reason: "unknown_column", column: "txet" },
      });
    }
  });

  it("refuses to approve what could cost more than its budget, with the figures", async () => {
    const made = await api.call("POST", "/v1/jobs", { body: job({ budgetUsd: "0.00001" }) });
    expect(made.status).toBe(201);
    await api.settle();
    const refused = await api.call("POST", `/v1/jobs/${made.body.id}/approve`);
    expect([refused.status, refused.body.error.code]).toEqual([409, "budget_exceeded"]);
    const { ceilingUsd, budgetUsd } = refused.body.error.details;
    expect(budgetUsd).toBe("0.00001");
    expect(Number(ceilingUsd)).toBeGreaterThan(0.00001);
    const { body } = await api.call("GET", `/v1/jobs/${made.body.id}`);
    expect([body.status, body.estimate.ceiling]).toEqual(["awaiting_approval", ceilingUsd]);
    const cancelled = await api.call("POST", `/v1/jobs/${made.body.id}/cancel`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, "cancelled"]);
  });

  it("runs a job from its creation to its end", async () => {
    const made = await api.call("POST", "/v1/jobs", { body: job({ budgetUsd: "5" }) });
    expect([made.status, made.body.status]).toEqual([201, "estimating"]);
    jobId = made.body.id;
    const early = await api.call("POST", `/v1/jobs/${jobId}/approve`);
    expect([early.status, early.body.error.details]).toEqual([409, { status: "estimating" }]);
    await api.settle();
    const soon = await api.call("GET", `/v1/jobs/${jobId}/results`);
    expect([soon.status, soon.body.error.code, soon.body.error.details]).toEqual([
      409,
      "not_ready",
      { status: "awaiting_approval" },
    ]);
    const approved = await api.call("POST", `/v1/jobs/${jobId}/approve`);
    expect([approved.status, approved.body.status]).toEqual([200, "running"]);
    await api.settle();
    const { body } = await api.call("GET", `/v1/jobs/${jobId}`);
    expect(body).toMatchObject({
      ...{
        id: jobId,
        name: "Intents",
        status: "completed_with_errors",
        attention: null,
        error: null,
      },
      ...{ datasetId, connectionId, model: "gpt-4o-mini", provider: "openai", retryable: 0 },
      ...{ budgetUsd: "5", maxAttempts: 3, completionWindowHours: 24 },
      counts: { rows: ROWS, pending: 0, succeeded: ROWS - 1, failed: 1, expired: 0, cancelled: 0 },
      cost: { unpricedRows: 1, simulated: true },
    });
    const { billed, realtime, savings, waste } = body.cost;
    for (const amount of [billed, realtime, savings, waste]) expect(amount).toMatch(MONEY);
    expect(Number(savings)).toBeCloseTo(Number(realtime) - Number(billed), 12);
    for (const time of [body.createdAt, body.approvedAt, body.finishedAt])
      expect(time).toMatch(UTC);
  });

  it("shows every batch, page by page", async () => {
    const data = await everyPage(`/v1/jobs/${jobId}/batches?`, 2);
    expect(data.map(({ rows, attempt, status }) => [rows, attempt, status])).toEqual([
      [3, 1, "settled"],
      [3, 1, "settled"],
      [1, 1, "settled"],
    ]);
    expect(data[0]).toMatchObject({
      remoteId: expect.stringMatching(/^batch_/),
      counts: { rows: 3, pending: 0, succeeded: 2, failed: 1, expired: 0, cancelled: 0 },
      cost: { billed: expect.stringMatching(MONEY), simulated: true },
      error: { code: "invalid_request_error", params: { rows: 1, attempt: 1 } },
      submittedAt: expect.stringMatching(UTC),
      settledAt: expect.stringMatching(UTC),
    });
  });

  it("gives the results in the file's order, in three formats", async () => {
    const jsonl = await api.call("GET", `/v1/jobs/${jobId}/results`);
    expect(jsonl.headers.get("content-type")).toBe("application/x-ndjson");
    const rows = jsonl.body
      .trimEnd()
      .split("\n")
      .map((line: string) => JSON.parse(line));
    expect(rows.map((row: { text: string }) => row.text)).toEqual(
      Array.from({ length: ROWS }, (_, i) => `row, ${i + 1}`),
    );
    expect(Object.keys(rows[0])).toEqual([
      ...["text", "n", "tranche_status", "tranche_output", "tranche_error", "tranche_input_tokens"],
      ...["tranche_cached_input_tokens", "tranche_output_tokens", "tranche_cost_usd"],
    ]);
    expect(rows[0]).toMatchObject({ n: "1.00", tranche_status: "succeeded", tranche_error: null });
    expect(rows[1]).toMatchObject({ tranche_status: "failed", tranche_output: null });
    const csv = await api.call("GET", `/v1/jobs/${jobId}/results?format=csv`);
    expect(csv.headers.get("content-disposition")).toContain('filename="Intents.csv"');
    const lines = csv.body.trimEnd().split(/\r?\n/);
    expect(lines[0]).toMatch(/^"?text"?,"?n"?,"?tranche_status/);
    expect(lines.slice(1).map((line: string) => /row, (\d)/.exec(line)?.[1])).toEqual([
      ..."1234567",
    ]);
    const parquet = await fetch(`${api.url}/api/v1/jobs/${jobId}/results?format=parquet`, {
      headers: { authorization: `Bearer ${api.line.environment.INIT_API_KEY}` },
    });
    const bytes = Buffer.from(await parquet.arrayBuffer()).toString("latin1");
    expect([bytes.slice(0, 4), bytes.slice(-4)]).toEqual(["PAR1", "PAR1"]);
    const other = await api.call("GET", `/v1/jobs/${jobId}/results?format=xlsx`);
    expect([other.status, other.body.error.details]).toEqual([400, { field: "format" }]);
  });

  it.each(["team", "provider", "model", "job", "day"])(
    "reports savings by %s, and real money apart",
    async (groupBy) => {
      const path = `/v1/reports/savings?groupBy=${groupBy}`;
      const { body } = await api.call("GET", `${path}&simulated=true`);
      const one = (await api.call("GET", `/v1/jobs/${jobId}`)).body;
      const { billed, realtime, savings, waste } = one.cost;
      const figures = { billed, realtime, savings, waste, rows: ROWS };
      const names: Record<string, string> = {
        ...{ team: one.teamName, provider: "openai", model: "gpt-4o-mini", job: "Intents" },
        day: one.finishedAt.slice(0, 10),
      };
      expect(body.data).toEqual([
        expect.objectContaining({
          label: expect.stringContaining(names[groupBy] ?? ""),
          ...figures,
        }),
      ]);
      expect(body.total).toMatchObject(figures);
      expect(body.total.inputTokens).toBeGreaterThan(0);
      expect(body).toMatchObject({ unpricedRows: 1, simulated: true });
      const real = await api.call("GET", path);
      expect(real.body).toMatchObject({
        data: [],
        simulated: false,
        total: { billed: "0", rows: 0 },
      });
    },
  );

  it("pages through every list to its end, each item once", async () => {
    for (const list of [
      "jobs?",
      "connections?",
      "models?provider=openai&",
      "api-keys?",
      "teams?",
      "datasets?",
      `datasets/${datasetId}/rows?`,
    ]) {
      const whole = (await api.call("GET", `/v1/${list}limit=200`)).body;
      expect(whole.nextCursor).toBeNull();
      expect(whole.data.length).toBeGreaterThan(0);
      expect(await everyPage(`/v1/${list}`, list.startsWith("models") ? 7 : 1)).toEqual(whole.data);
    }
    const running = await api.call("GET", "/v1/jobs?status=running");
    expect(running.body.data).toEqual([]);
  });

  it("makes a key that works, shows it once, and revokes it", async () => {
    const made = await api.call("POST", "/v1/api-keys", { body: { name: "CI" } });
    expect([made.status, made.body.revokedAt]).toEqual([201, null]);
    const { id, secret } = made.body;
    expect(secret).toMatch(/^trk_/);
    expect((await api.call("GET", "/v1/teams", { key: secret })).status).toBe(200);
    expect(JSON.stringify((await api.call("GET", "/v1/api-keys")).body)).not.toContain(secret);
    const revoked = await api.call("DELETE", `/v1/api-keys/${id}`);
    expect(revoked.body.revokedAt).toMatch(UTC);
    expect((await api.call("GET", "/v1/teams", { key: secret })).status).toBe(401);
  });

  it("tells listeners what moves, in their organization only", async () => {
    const listen = async (key: string) => {
      const { body } = await fetch(`${api.url}/api/live`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const reader = body?.getReader();
      const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
      expect(await next()).toBe(": ready\n\n");
      return { next, stop: () => reader?.cancel() };
    };
    const own = await listen(api.line.environment.INIT_API_KEY ?? "");
    const other = await listen(await api.stranger());
    const { id } = (await api.call("POST", "/v1/jobs", { body: job() })).body;
    expect(JSON.parse((await own.next()).slice("data: ".length))).toMatchObject({
      kind: "job",
      id,
    });
    const quiet = await Promise.race([other.next(), own.next(), api.settle().then(() => "quiet")]);
    expect(quiet).toBe("quiet");
    await Promise.all([own.stop(), other.stop()]);
  });

  it("tells that web, database and queue are well", async () => {
    const health = await api.call("GET", "/health", { key: null });
    expect([health.status, health.body]).toEqual([200, { status: "ok" }]);
    expect((await api.call("HEAD", "/health", { key: null })).status).toBe(200);
  });
});

async function everyPage(path: string, limit: number) {
  const data = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await api.call("GET", `${path}limit=${limit}${after}`);
    expect(body.data.length).toBeLessThanOrEqual(limit);
    data.push(...body.data);
    cursor = body.nextCursor;
  }
  return data;
}
