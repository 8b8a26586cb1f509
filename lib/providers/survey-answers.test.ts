import { expect, test } from "vitest";
import { answer, type Behaviour, refuse, startFakeServer } from "../testing/fake-server";
import { provider } from "./registry";

/** Answers by the last part of the path. */
const byPath =
  (answers: Readonly<Record<string, Behaviour>>): Behaviour =>
  (request, response) => {
    const { pathname } = new URL(request.path, "http://x");
    const last = pathname.slice(pathname.lastIndexOf("/") + 1);
    (answers[last] ?? refuse(404))(request, response);
  };

async function survey(kind: "compatible" | "mistral" | "together" | "gemini", behave: Behaviour) {
  await using server = await startFakeServer(behave);
  const address = kind === "gemini" ? new URL(server.baseUrl).origin : server.baseUrl;
  const account = { apiKey: "sk-test-0123456789", baseUrl: address, settings: {} };
  const session = await provider(kind).open(account);
  return { told: await session.survey(), asked: server.seen.map(({ path }) => path) };
}

test("a server without a list of files tells its models", async () => {
  const models = answer(200, { data: [{ id: "b" }, { id: "a", odd: true }] });
  const { told } = await survey("compatible", byPath({ models }));
  expect(told).toEqual({
    ...{ models: { names: ["a", "b"], capped: false }, files: null, batches: false },
  });
});

test.each([404, 405, 501])("a list of batches that answers %i is none", async (status) => {
  const models = answer(200, { data: [{ id: "a" }] });
  const { told } = await survey("compatible", byPath({ models, batches: refuse(status) }));
  expect(told.batches).toBe(false);
});

test("files are read on from the last one, until a page brings nothing new", async () => {
  const page = { data: [{ id: "f-1", bytes: 3 }, { id: "f-2" }], has_more: true };
  const behave = byPath({ models: refuse(405), files: answer(200, page), batches: refuse(403) });
  const { told, asked } = await survey("compatible", behave);
  expect(told).toEqual({
    ...{ models: null, files: { count: 2, bytes: null, capped: false }, batches: null },
  });
  expect(asked.filter((path) => path.includes("/files"))).toEqual([
    "/v1/files",
    "/v1/files?after=f-2",
  ]);
});

test("a model of a kind that Mistral's SDK does not know is told too", async () => {
  const data = [{ id: "m-2", type: "of-tomorrow" }, { id: "m-1" }];
  const files = answer(200, { data: [{ id: "f", bytes: 7 }], total: 1 });
  const { told } = await survey("mistral", byPath({ models: answer(200, { data }), files }));
  expect(told).toEqual({
    models: { names: ["m-1", "m-2"], capped: false },
    files: { count: 1, bytes: 7, capped: false },
    batches: true,
  });
});

test("Gemini's sizes are strings, and its models may fill more than a page", async () => {
  const models = answer(200, { models: [{ name: "models/gemini-x" }], nextPageToken: "more" });
  const files = answer(200, { files: [{ name: "files/a", sizeBytes: "9007199254740" }] });
  const { told, asked } = await survey("gemini", byPath({ models, files }));
  expect(told).toEqual({
    models: { names: ["gemini-x"], capped: true },
    files: { count: 1, bytes: 9_007_199_254_740, capped: false },
    batches: true,
  });
  expect(asked).toContain("/v1beta/files?pageSize=100");
});

test("an answer that is no list is an error and never an empty account", async () => {
  const behave = byPath({ models: answer(200, { models: [] }), files: answer(200, {}) });
  await expect(survey("together", behave)).rejects.toMatchObject({ kind: "unknown" });
});
