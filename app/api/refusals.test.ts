import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answered, formOf, openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
let datasetId = "";
let connectionId = "";
let jobId = "";
const target = (change: object = {}) => ({
  datasetId,
  connectionId,
  model: "gpt-4o-mini",
  request: { prompt: "Classify: {{text}}", maxOutputTokens: 50 },
  ...change,
});
const job = (change: object = {}) => ({ name: "Intents", ...target(), ...change });
const refusal = ({ status, body }: Answered) => [status, body.error?.code];

beforeAll(async () => {
  api = await openTestApi({ environment: { MAX_UPLOAD_BYTES: "300000" } });
  connectionId = (await api.call("GET", "/v1/connections")).body.data[0].id;
  datasetId = (await api.upload("text\none\ntwo\n")).body.id;
  await api.settle();
  jobId = (await api.call("POST", "/v1/jobs", { body: job() })).body.id;
  await api.settle();
});
afterAll(() => api?.close());

describe("what the API refuses, always as { error: { code, message, details } }", () => {
  it("calls without a key that holds", async () => {
    for (const [method, path] of [
      ["GET", "/v1/jobs"],
      ["POST", "/v1/jobs"],
      ["POST", "/v1/datasets"],
      ["GET", `/v1/jobs/${jobId}/results`],
      ["POST", "/uploads"],
      ["GET", "/live"],
    ] as const) {
      for (const key of [null, `trk_${"x".repeat(40)}`, "nonsense"]) {
        expect(refusal(await api.call(method, path, { key }))).toEqual([401, "unauthorized"]);
      }
    }
  });

  it("bodies that do not fit, naming each fault", async () => {
    const body = { ...job({ completionWindowHours: 0 }), name: " " };
    const refused = await api.call("POST", "/v1/jobs", { body });
    expect(refusal(refused)).toEqual([400, "invalid_request"]);
    const paths = refused.body.error.details.issues.map((issue: { path: string[] }) => issue.path);
    expect(paths.sort()).toEqual([["completionWindowHours"], ["name"]]);
  });

  it.each([
    ["POST", "/v1/jobs", "{ not json", "application/json", 400, "invalid_request"],
    [
      "POST",
      "/v1/jobs",
      Buffer.from([0x22, 0xff, 0x22]),
      "application/json",
      400,
      "invalid_request",
    ],
    ["POST", "/v1/api-keys", '{"name":"a\\u0000b"}', "application/json", 400, "invalid_request"],
    ["POST", "/v1/jobs", "name=x", "application/x-www-form-urlencoded", 415, "unsupported_media"],
    ["POST", "/v1/datasets", "{}", "application/json", 415, "unsupported_media"],
    ["POST", "/v1/datasets", "--x--", "multipart/form-data", 400, "invalid_request"],
    ["POST", "/v1/datasets", "--x\r\n", "multipart/form-data; boundary=x", 400, "invalid_request"],
    ["POST", "/v1/nothing", "{}", "application/json", 404, "not_found"],
    ["PATCH", "/v1/connections/con_0", "[null]", "application/json", 400, "invalid_request"],
    ["POST", "/v1/jobs/job_0/approve", "1", "application/json", 400, "invalid_request"],
    ["DELETE", "/v1/api-keys/key_0", "", "multipart/form-data", 404, "not_found"],
    ["PUT", "/v1/datasets", "{}", "application/json", 405, "method_not_allowed"],
    ["POST", "/v1/openapi.json", "{}", "application/json", 405, "method_not_allowed"],
  ])("%s %s with %j as %s: %d", async (method, path, body, type, status, code) => {
    const answer = await api.call(method, path, { body, headers: { "content-type": type } });
    expect(refusal(answer)).toEqual([status, code]);
    expect(answer.body.error.message).toMatch(/\.$/);
  });

  it.each([
    "/v1/jobs?limit=0",
    "/v1/jobs?limit=201",
    "/v1/jobs?status=done",
    "/v1/jobs?cursor=%00",
    "/v1/reports/savings?from=May",
    "/v1/reports/savings?to=0000-12-31",
  ])("GET %s: 400", async (path) => {
    expect(refusal(await api.call("GET", path))).toEqual([400, "invalid_request"]);
  });

  it("no cursor that is only too far on: nothing follows it", async () => {
    for (const cursor of ["2147483648", "1e15", "9".repeat(30), "-1", "none"]) {
      const { status } = await api.call("GET", `/v1/jobs/${jobId}/batches?cursor=${cursor}`);
      expect([cursor, status]).toEqual([cursor, 200]);
    }
  });

  it("bodies that are too large, with or without an idempotency key, and files over the limit", async () => {
    const body = job({ request: { prompt: "x".repeat(4_100_000) } });
    for (const key of ["", "large"]) {
      const headers = { "idempotency-key": key };
      const refused = await api.call("POST", "/v1/jobs", { body, headers });
      expect(refusal(refused)).toEqual([413, "payload_too_large"]);
    }
    const before = await stored();
    const file = await api.upload(Buffer.alloc(400_000, "a\n"));
    expect(refusal(file)).toEqual([413, "payload_too_large"]);
    expect(await stored()).toEqual(before);
  });

  it("bodies of hooks and of sign-in, read no further than they may be long", async () => {
    const CHUNK = 64 * 1024;
    for (const path of ["/hooks/con_none", "/auth/callback/password", "/sign-in/link"]) {
      let given = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          given += 1;
          // More than a gigabyte, if it were all kept.
          if (given > 20_000) return controller.close();
          controller.enqueue(new Uint8Array(CHUNK).fill(97));
        },
      });
      const sent = new Request(`${api.url}/api${path}`, {
        ...{ method: "POST", body, duplex: "half" },
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
      } as RequestInit);
      const before = process.memoryUsage().rss;
      const { status } = await fetch(sent);
      expect([path, status]).toEqual([path, 413]);
      expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
    }
  });

  it("a method that a path does not have, naming those that it has", async () => {
    const answer = await api.call("PATCH", `/v1/jobs/${jobId}/results`, { body: {} });
    expect([...refusal(answer), answer.headers.get("allow")]).toEqual([
      ...[405, "method_not_allowed"],
      "GET, HEAD",
    ]);
    const form = await api.call("PUT", "/v1/datasets", { body: formOf("a", "a.csv") });
    expect([form.status, form.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    const keyed = { body: {}, headers: { "idempotency-key": "nowhere" } };
    const posted = await api.call("POST", `/v1/jobs/${jobId}`, keyed);
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD, DELETE"]);
  });

  it("answers HEAD like GET, without a body", async () => {
    for (const path of ["/v1/jobs", `/v1/datasets/${datasetId}`]) {
      const answer = await api.call("HEAD", path);
      expect([answer.status, answer.body]).toEqual([200, ""]);
    }
  });
});

describe("another organization's ids", () => {
  it("are not there, on any operation", async () => {
    const key = await api.stranger();
    const upload = await beginUpload();
    const calls: [string, string, object?][] = [
      ["GET", `/v1/datasets/${datasetId}`],
      ["GET", `/v1/datasets/${datasetId}/rows`],
      ["GET", `/v1/datasets/${datasetId}/rejects`],
      ["GET", `/v1/datasets/${datasetId}/rejects.csv`],
      ["GET", `/v1/jobs/${jobId}`],
      ["GET", `/v1/jobs/${jobId}/batches`],
      ["GET", `/v1/jobs/${jobId}/results`],
      ["POST", `/v1/jobs/${jobId}/approve`],
      ["POST", `/v1/jobs/${jobId}/cancel`],
      ["POST", `/v1/jobs/${jobId}/retry`],
      ["DELETE", `/v1/api-keys/${(await api.call("GET", "/v1/api-keys")).body.data[0].id}`],
      ["POST", "/v1/jobs", job()],
      ["POST", "/v1/estimates", target()],
      ["POST", "/v1/preview", target()],
      ["POST", `/uploads/${upload}/dataset`],
      ["PATCH", `/uploads/${upload}`],
      ["DELETE", `/uploads/${upload}`],
    ];
    for (const [method, path, body] of calls) {
      const answer = await api.call(method, path, { key, body });
      expect([path, ...refusal(answer)]).toEqual([path, 404, "not_found"]);
      const nobody = path.replace(jobId, "job_0").replace(datasetId, "ds_0");
      expect((await api.call(method, nobody, { key, body })).body).toEqual(answer.body);
    }
    expect((await api.call("HEAD", `/uploads/${upload}`, { key })).status).toBe(404);
    const own = (await (await fetchOwn(key)).json()) as { id: string };
    const mixed = { ...job(), datasetId: own.id };
    expect(refusal(await api.call("POST", "/v1/jobs", { key, body: mixed }))).toEqual([
      404,
      "not_found",
    ]);
  });

  it("are in no list", async () => {
    const key = await api.stranger();
    for (const list of ["jobs", "datasets", "connections", "reports/savings?simulated=true"]) {
      expect((await api.call("GET", `/v1/${list}`, { key })).body.data).toEqual([]);
    }
    expect((await api.call("GET", `/v1/jobs?datasetId=${datasetId}`, { key })).body.data).toEqual(
      [],
    );
    const { body } = await api.call("GET", `/v1/jobs/${jobId}`);
    expect(body.status).toBe("awaiting_approval");
  });

  const fetchOwn = (key: string) =>
    fetch(`${api.url}/api/v1/datasets`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: formOf("text\nmine\n", "mine.csv"),
    });
});

/** Objects in storage and datasets in the list. */
async function stored(): Promise<unknown> {
  const { storage } = api.line.process.runtime;
  const keys: string[] = [];
  for await (const { key } of storage.list(`orgs/${api.organizationId}/`)) keys.push(key);
  const datasets = (await api.call("GET", "/v1/datasets")).body.data.length;
  return { keys: keys.sort(), datasets };
}

async function beginUpload(): Promise<string> {
  const headers = { "tus-resumable": "1.0.0", "upload-length": "10" };
  const begun = await api.call("POST", "/uploads", { headers });
  expect(begun.status).toBe(201);
  return begun.headers.get("location")?.split("/").at(-1) ?? "";
}
