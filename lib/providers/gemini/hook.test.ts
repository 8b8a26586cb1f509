import { expect, test } from "vitest";
import { signedHeaders } from "../../../sandbox/standard-webhook";
import { readGeminiHook } from "./hook";

const SECRET = `whsec_${Buffer.from("a very secret key").toString("base64")}`;
const NOW = 1_763_900_000_000;

function read(event: object, secret = SECRET) {
  const body = JSON.stringify(event);
  const headers = signedHeaders({ id: "wh_1", atMs: NOW, body, secrets: [secret] });
  return readGeminiHook({ headers, body, secret: SECRET, nowMs: NOW });
}

test.each([
  [{ type: "batch.succeeded", data: { id: "batches/abc-1" } }],
  [{ type: "batch.failed", data: { batch: { name: "batches/abc-1" } } }],
  [{ type: "batch.expired", batch: "batches/abc-1" }],
])("a signed event names its batch wherever it stands", (event) => {
  expect(read(event)).toEqual({ kind: "batch", remoteId: "batches/abc-1" });
});

test("an event of something else, or of no batch, is nothing", () => {
  expect(read({ type: "video.generated", data: { id: "batches/abc-1" } }).kind).toBe("nothing");
  expect(read({ type: "batch.succeeded", data: { id: "operations/abc" } }).kind).toBe("nothing");
});

test("a delivery that is signed with another secret is refused", () => {
  const other = `whsec_${Buffer.from("another key").toString("base64")}`;
  const event = { type: "batch.succeeded", data: { id: "batches/abc-1" } };
  expect(read(event, other).kind).toBe("refused");
});
