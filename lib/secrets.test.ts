import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createDataKey,
  createMasterKeyCheck,
  hashApiKey,
  newApiKey,
  newMasterKey,
  openText,
  parseMasterKey,
  sealText,
  unwrapDataKey,
  verifyMasterKeyCheck,
  wrapDataKey,
} from "./secrets";

const masterKey = parseMasterKey(newMasterKey());

test("MASTER_KEY reads the same from base64, url-safe base64 and hex", () => {
  const bytes = randomBytes(32);
  const forms = [
    bytes.toString("base64"),
    bytes.toString("base64").replace(/=$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    `  ${bytes.toString("hex")}\n`,
  ];
  for (const form of forms) {
    const parsed = parseMasterKey(form);
    expect(parsed.key.export()).toEqual(bytes);
    expect(parsed.id).toMatch(/^[0-9a-f]{16}$/);
  }
});

test.each(["", "secret", "0".repeat(63), "0".repeat(65), randomBytes(31).toString("base64")])(
  "refuses MASTER_KEY %j without repeating it",
  (text) => {
    expect(() => parseMasterKey(text)).toThrow(
      expect.objectContaining({ code: "wrong_master_key" }),
    );
    if (text !== "") expect(() => parseMasterKey(text)).not.toThrow(text);
  },
);

test("a data key comes back only for its organization and its master key", () => {
  const dataKey = createDataKey();
  const wrapped = wrapDataKey(masterKey, "org_a", dataKey);
  const back = unwrapDataKey([masterKey], "org_a", wrapped);
  expect(back.id).toBe(dataKey.id);
  expect(back.key.equals(dataKey.key)).toBe(true);
  expect(() => unwrapDataKey([masterKey], "org_b", wrapped)).toThrow(
    expect.objectContaining({ code: "storage_corrupt" }),
  );
  expect(() => unwrapDataKey([parseMasterKey(newMasterKey())], "org_a", wrapped)).toThrow(
    expect.objectContaining({ code: "wrong_master_key" }),
  );
});

test("no byte of a wrapped key can change, be lost or be added", () => {
  const wrapped = wrapDataKey(masterKey, "org_a", createDataKey());
  for (const altered of everyAlteration(wrapped)) {
    expect(() => unwrapDataKey([masterKey], "org_a", altered)).toThrow();
  }
});

test("any text comes back, and no two sealings are alike", () => {
  const dataKey = createDataKey();
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.string(), (text, context) => {
      const sealed = sealText(dataKey, context, text);
      expect(openText(dataKey, context, sealed)).toBe(text);
      expect(openText(dataKey, context, new Uint8Array(sealed))).toBe(text);
      expect(Buffer.from(sealText(dataKey, context, text)).equals(sealed)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("a sealed text opens only in its place and with its key", () => {
  const dataKey = createDataKey();
  const sealed = sealText(dataKey, "connections/c1/apiKey", "sk-live");
  expect(Buffer.from(sealed).includes("sk-live")).toBe(false);
  expect(() => openText(dataKey, "connections/c2/apiKey", sealed)).toThrow(/cannot be opened/);
  expect(() => openText(createDataKey(), "connections/c1/apiKey", sealed)).toThrow();
  const sameId = { id: dataKey.id, key: createDataKey().key };
  expect(() => openText(sameId, "connections/c1/apiKey", sealed)).toThrow();
  for (const altered of everyAlteration(sealed)) {
    expect(() => openText(dataKey, "connections/c1/apiKey", altered)).toThrow(
      expect.objectContaining({ code: "storage_corrupt" }),
    );
  }
});

test("a wrong master key is noticed by the stored check", () => {
  const check = createMasterKeyCheck(masterKey);
  expect(() => verifyMasterKeyCheck([masterKey], check)).not.toThrow();
  const others = [
    parseMasterKey(newMasterKey()),
    { ...parseMasterKey(newMasterKey()), id: masterKey.id },
  ];
  for (const other of others) {
    expect(() => verifyMasterKeyCheck([other], check)).toThrow(
      expect.objectContaining({ code: "wrong_master_key" }),
    );
  }
  expect(() => verifyMasterKeyCheck([masterKey], check.subarray(0, 20))).toThrow(/MASTER_KEY/);
});

test("API keys are long, different, and looked up by hash", () => {
  const key = newApiKey();
  expect(key).toMatch(/^trk_[A-Za-z0-9_-]{32,}$/);
  expect(newApiKey()).not.toBe(key);
  expect(hashApiKey(key)).toBe(createHash("sha256").update(key).digest("hex"));
});

function* everyAlteration(sealed: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < sealed.length; at += 1) {
    const copy = Uint8Array.from(sealed);
    copy[at] = (copy[at] ?? 0) ^ 1;
    yield copy;
    yield sealed.subarray(0, at);
  }
  yield Buffer.concat([sealed, Buffer.of(0)]);
}
