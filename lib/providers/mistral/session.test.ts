import { expect, test } from "vitest";
import { answer, type Behaviour, refuse, startFakeServer } from "../../testing/fake-server";
import { openClient } from "./client";
import { openSession } from "./session";

const SECOND = 1000;
const NOW_MS = 1_763_900_000 * SECOND;

const sessionAt = (baseUrl: string) =>
  openSession(openClient({ apiKey: "sk-test", baseUrl, settings: {} }));
const sought = (mark: string, sinceMs: number, stagedId: string | null = null) => ({
  ...{ mark, stagedId, sinceMs, rows: 1 },
});

/** Jobs one minute apart, newest first. */
const jobs = Array.from({ length: 250 }, (_, i) => ({
  id: `job-${i}`,
  status: "RUNNING",
  created_at: NOW_MS / SECOND - i * 60,
  input_files: [`file-${i}`],
  metadata: { tranche_batch: `mark-${i}` },
}));

/** The list as Mistral has it: pages from 0, and a filter by time. */
function listOf(all: readonly { id: string; created_at: number }[]): Behaviour {
  return (request, response) => {
    const query = new URL(request.path, "http://x").searchParams;
    const after = Date.parse(query.get("created_after") ?? "1970-01-01") / SECOND;
    const size = Number(query.get("page_size"));
    const found = all.filter((job) => job.created_at > after);
    const from = Number(query.get("page")) * size;
    const page = { data: found.slice(from, from + size), object: "list", total: found.length };
    answer(200, page)(request, response);
  };
}

test("find asks for what is as young as the create, clock skew included", async () => {
  await using server = await startFakeServer(listOf(jobs));
  const session = sessionAt(server.baseUrl);
  const found = await session.find(sought("mark-104", NOW_MS - 100 * 60 * SECOND));
  expect(found).toMatchObject({ kind: "found", snapshots: [{ remoteId: "job-104" }] });
  expect(server.seen).toHaveLength(2);
  expect(await session.find(sought("mark-104", NOW_MS))).toEqual({ kind: "absent" });
  expect(server.seen).toHaveLength(3);
  const { searchParams } = new URL(server.seen[2]?.path ?? "", "http://x");
  expect(Date.parse(searchParams.get("created_after") ?? "")).toBe(NOW_MS - 301 * SECOND);
  expect(searchParams.get("order_by")).toBe("-created");
  expect(await session.find(sought("no-such-mark", 0))).toEqual({ kind: "absent" });
  expect(server.seen).toHaveLength(6);
});

test("files are listed to their last page, whichever names the wire has", async () => {
  const files = Array.from({ length: 201 }, (_, i) => ({
    ...{ id: `file-${i}`, created_at: NOW_MS / SECOND, filename: `${i}.jsonl` },
    ...(i < 100 ? { bytes: i } : { size_bytes: i }),
  }));
  await using server = await startFakeServer(listOf(files));
  const found = [];
  for await (const file of sessionAt(server.baseUrl).stagedFiles?.list() ?? []) found.push(file);
  expect(found).toEqual(
    files.map(({ id, filename }, bytes) => ({
      id,
      fileName: filename,
      createdAtMs: NOW_MS,
      bytes,
    })),
  );
  expect(server.seen).toHaveLength(3);
});

test("a list that does not know the filter is read until it is too old", async () => {
  await using server = await startFakeServer((request, response) => {
    const path = request.path.replace(/created_after=[^&]*/, "");
    listOf(jobs)({ ...request, path }, response);
  });
  const session = sessionAt(server.baseUrl);
  expect(await session.find(sought("mark-3", NOW_MS - 10 * 60 * SECOND))).toMatchObject({
    snapshots: [{ remoteId: "job-3" }],
  });
  expect(server.seen).toHaveLength(1);
});

test("find tells every match, by mark or by file", async () => {
  const twins = [
    { id: "job-b", created_at: NOW_MS / SECOND, metadata: { tranche_batch: "m" } },
    { id: "job-x", created_at: NOW_MS / SECOND, metadata: { tranche_batch: "other" } },
    { id: "job-a", created_at: NOW_MS / SECOND, input_files: ["file-m"], metadata: null },
  ];
  await using server = await startFakeServer(listOf(twins));
  const found = await sessionAt(server.baseUrl).find(sought("m", NOW_MS, "file-m"));
  expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual([
    "job-b",
    "job-a",
  ]);
});

test("a job that moved to the next page meanwhile is told once", async () => {
  const pages = [jobs.slice(0, 100), jobs.slice(99, 150)];
  await using server = await startFakeServer((request, response) => {
    const page = Number(new URL(request.path, "http://x").searchParams.get("page"));
    answer(200, { data: pages[page] ?? [], total: 151 })(request, response);
  });
  const found = await sessionAt(server.baseUrl).find(sought("mark-99", 0));
  expect(found.kind === "found" && found.snapshots).toHaveLength(1);
});

test("a list that fails half-way is an error, never an absence", async () => {
  await using server = await startFakeServer((request, response) => {
    const behave = request.path.includes("page=1") ? refuse(500) : listOf(jobs);
    behave(request, response);
  });
  await expect(sessionAt(server.baseUrl).find(sought("mark-240", 0))).rejects.toMatchObject({
    kind: "server",
  });
});

test.each([
  ["whose entry cannot be read", { data: [{ status: "SUCCESS" }], total: 1 }],
  ["without entries that should have some", { total: 3 }],
  ["of another shape", { hello: 1 }],
])("a list %s is an error, never an absence", async (_, list) => {
  await using server = await startFakeServer(answer(200, list));
  await expect(sessionAt(server.baseUrl).find(sought("m", 0))).rejects.toMatchObject({
    kind: "unknown",
  });
});

test("a list that repeats its page is given up", async () => {
  await using server = await startFakeServer(answer(200, { data: jobs.slice(0, 2), total: 9 }));
  await expect(sessionAt(server.baseUrl).find(sought("m", 0))).rejects.toThrow(/repeats a page/);
  expect(server.seen).toHaveLength(2);
});

test("list yields what is as young as asked, to the second", async () => {
  await using server = await startFakeServer(listOf(jobs));
  const ids: string[] = [];
  const sinceMs = NOW_MS - 2 * 60 * SECOND + 999;
  for await (const { remoteId } of sessionAt(server.baseUrl).list(sinceMs)) ids.push(remoteId);
  expect(ids).toEqual(["job-0", "job-1", "job-2"]);
});

test.each([400, 409, 422])(
  "cancelling a job that has ended, refused with %i, tells what it is",
  async (status) => {
    await using server = await startFakeServer((request, response) => {
      const done = answer(200, { id: "job-1", status: "SUCCESS", output_file: "file-o" });
      (request.method === "POST" ? refuse(status) : done)(request, response);
    });
    expect(await sessionAt(server.baseUrl).cancel("job-1")).toMatchObject({
      phase: { kind: "ended", ending: "completed" },
      resultFileIds: ["file-o"],
    });
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1/batch/jobs/job-1/cancel",
      "GET /v1/batch/jobs/job-1",
    ]);
  },
);

test("a cancel that is refused while the job runs is an error", async () => {
  await using server = await startFakeServer((request, response) => {
    const runs = answer(200, { id: "job-1", status: "RUNNING" });
    (request.method === "POST" ? refuse(422) : runs)(request, response);
  });
  await expect(sessionAt(server.baseUrl).cancel("job-1")).rejects.toMatchObject({
    kind: "invalid",
  });
});
