import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { readStandardHook } from "./standard-webhook";

const NOW = 1_763_900_000_000;
const SECRET = `whsec_${Buffer.from("a very secret key").toString("base64")}`;
const BODY = JSON.stringify({ id: "evt_1", type: "batch.completed", data: { id: "batch_1" } });

function sign(body = BODY, secret = SECRET, atMs = NOW, id = "wh_1") {
  const time = String(Math.floor(atMs / 1000));
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${mac}` };
}

const read = (headers: Record<string, string>, body = BODY) =>
  readStandardHook({ headers, body, secret: SECRET, nowMs: NOW });
const OTHER = `whsec_${Buffer.from("another key").toString("base64")}`;

test("a signed event names its batch", () => {
  expect(read(sign())).toEqual({ kind: "batch", remoteId: "batch_1" });
});

test("one good signature of several is enough, as while a secret is being changed", () => {
  const good = sign();
  const both = `${sign(BODY, OTHER)["webhook-signature"]} ${good["webhook-signature"]}`;
  expect(read({ ...good, "webhook-signature": both }).kind).toBe("batch");
});

test.each<[string, Record<string, string>, string?]>([
  ["signed with another secret", sign(BODY, OTHER)],
  ["of another body", sign(), BODY.replace("batch_1", "batch_2")],
  ["of another id", { ...sign(), "webhook-id": "wh_2" }],
  ["five minutes and a second old", sign(BODY, SECRET, NOW - 301_000)],
  ["from the future", sign(BODY, SECRET, NOW + 302_000)],
  ["without a signature", { ...sign(), "webhook-signature": "" }],
  ["with a cut signature", { ...sign(), "webhook-signature": "v1,AAAA" }],
  ["of another version", { ...sign(), "webhook-signature": sign()["webhook-signature"].slice(1) }],
  ["without a time", { ...sign(), "webhook-timestamp": "soon" }],
  ["without headers", {}],
])("a delivery %s is refused", (_, headers, body = BODY) => {
  expect(read(headers, body)).toEqual({ kind: "refused" });
});

test("five minutes are recent", () => {
  expect(read(sign(BODY, SECRET, NOW - 300_000)).kind).toBe("batch");
});

test.each([
  JSON.stringify({ type: "response.completed", data: { id: "resp_1" } }),
  JSON.stringify({ type: "batch.completed" }),
  "no JSON",
])("a signed %s is nothing to us", (body) => {
  expect(read(sign(body), body)).toEqual({ kind: "nothing" });
});
