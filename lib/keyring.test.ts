import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replaceMasterKey } from "../scripts/postgres/replace-master-key";
import { compose, type Process } from "./compose";
import { withOrganization } from "./db/client";
import { findUserByEmail } from "./db/user";
import { readEnv } from "./env";
import { KEYS_HOLD_MS, openKeyring, openVault } from "./keyring";
import { keyIdOfText, newMasterKey, parseMasterKey } from "./secrets";
import { uploadKey } from "./storage/keys";
import { testServers } from "./testing/servers";
import { openTestLine, TEST_EMAIL, type TestLine } from "./testing/test-line";
import { createOrganization } from "./workspace/create-organization";
import { destroyOrganizationKeys } from "./workspace/destroy-organization-keys";
import { rotateDataKey } from "./workspace/rotate-data-key";

let line: TestLine;
let ownerId: string;

beforeAll(async () => {
  line = await openTestLine({ serverUrl: testServers().databaseUrl });
  ownerId = (await findUserByEmail(line.process.runtime.database, TEST_EMAIL))?.id ?? "";
}, 60_000);

afterAll(() => line?.close());

const newOrganization = () =>
  createOrganization(line.process.runtime, { name: "Keys", teamName: "Default", ownerId });

/** What another process knows of the keys, at a time of the test's own. */
function otherProcess() {
  const clock = { now: 0 };
  const { database } = line.process.runtime;
  const masterKey = parseMasterKey(line.database.masterKey);
  const vault = openVault(
    masterKey,
    openKeyring(database, [masterKey], () => clock.now),
  );
  return { vault, clock };
}

test("after a rotation old texts and objects open, and new ones carry the new key", async () => {
  const { runtime } = line.process;
  const id = await newOrganization();
  const other = otherProcess();
  const old = await other.vault.seal(id, "a/b", "before");
  const path = uploadKey(id, "upl_1");
  await runtime.storage.put(path, Readable.from([Buffer.from("rows before")]));

  const keyId = await rotateDataKey(runtime, id);
  const fresh = await runtime.vault.seal(id, "a/b", "after");
  expect(keyIdOfText(fresh)).toBe(keyId);
  expect(keyIdOfText(old)).not.toBe(keyId);
  expect(await runtime.vault.open(id, "a/b", old)).toBe("before");
  expect(await text(await runtime.storage.get(path))).toBe("rows before");
  expect((await runtime.storage.head(path))?.bytes).toBe(11);

  expect(keyIdOfText(await other.vault.seal(id, "a/b", "late"))).toBe(keyIdOfText(old));
  expect(await other.vault.open(id, "a/b", fresh)).toBe("after");
  expect(keyIdOfText(await other.vault.seal(id, "a/b", "now"))).toBe(keyId);
});

test("a process that meets no new key seals with it once its own are too old", async () => {
  const id = await newOrganization();
  const { vault, clock } = otherProcess();
  await vault.seal(id, "a/b", "x");
  const keyId = await rotateDataKey(line.process.runtime, id);
  clock.now = KEYS_HOLD_MS - 1;
  expect(keyIdOfText(await vault.seal(id, "a/b", "x"))).not.toBe(keyId);
  clock.now = KEYS_HOLD_MS;
  expect(keyIdOfText(await vault.seal(id, "a/b", "x"))).toBe(keyId);
});

test("rotations at the same time leave one key that seals", async () => {
  const { runtime } = line.process;
  const id = await newOrganization();
  const ids = await Promise.all([1, 2, 3].map(() => rotateDataKey(runtime, id)));
  const kept = await withOrganization(runtime.database, id, ({ tx }) =>
    tx.dataKey.findMany({ where: { organizationId: id } }),
  );
  expect(kept).toHaveLength(4);
  expect(kept.filter(({ retiredAt }) => retiredAt === null)).toHaveLength(1);
  expect(ids).toContain(kept.find(({ retiredAt }) => retiredAt === null)?.id);
});

test("with its keys gone nothing of an organization opens, and it gets no new key", async () => {
  const { runtime } = line.process;
  const [id, neighbour] = [await newOrganization(), await newOrganization()];
  const { vault, clock } = otherProcess();
  const path = uploadKey(id, "upl_2");
  await runtime.storage.put(path, Readable.from([Buffer.from("rows")]));
  const sealed = await vault.seal(id, "a/b", "secret");
  const theirs = await vault.seal(neighbour, "a/b", "theirs");
  await rotateDataKey(runtime, id);

  expect(await destroyOrganizationKeys(runtime, id)).toBe(2);
  expect(await destroyOrganizationKeys(runtime, id)).toBe(0);
  const gone = { code: "storage_corrupt" };
  await expect(runtime.vault.open(id, "a/b", sealed)).rejects.toMatchObject(gone);
  await expect(runtime.vault.seal(id, "a/b", "x")).rejects.toMatchObject(gone);
  await expect(runtime.storage.get(path)).rejects.toMatchObject(gone);
  await expect(runtime.storage.head(path)).rejects.toMatchObject(gone);
  await expect(rotateDataKey(runtime, id)).rejects.toMatchObject({ code: "not_found" });
  clock.now = KEYS_HOLD_MS;
  await expect(vault.open(id, "a/b", sealed)).rejects.toMatchObject(gone);
  expect(await vault.open(neighbour, "a/b", theirs)).toBe("theirs");
});

test("data keys move to a new master key, and processes that know both keys open throughout", async () => {
  const { runtime } = line.process;
  const id = await newOrganization();
  const sealed = await runtime.vault.seal(id, "a/b", "kept");
  const current = parseMasterKey(newMasterKey());
  const previous = parseMasterKey(line.database.masterKey);
  const env = readEnv({ ...line.environment, MASTER_KEY_PREVIOUS: keyText(current.key.export()) });
  const prepared: Process = await compose(env, "web");
  try {
    expect(await prepared.runtime.vault.open(id, "a/b", sealed)).toBe("kept");
    const counts = await Promise.all(
      [1, 2].map(() => replaceMasterKey(line.database.url, [current, previous])),
    );
    expect(Math.max(...counts)).toBeGreaterThan(0);
    expect(await replaceMasterKey(line.database.url, [current, previous])).toBe(0);
    prepared.runtime.vault.forget(id);
    expect(await prepared.runtime.vault.open(id, "a/b", sealed)).toBe("kept");
    const vault = openVault(current, openKeyring(runtime.database, [current], Date.now));
    expect(await vault.open(id, "a/b", sealed)).toBe("kept");
    const again = compose(readEnv(line.environment), "web");
    await expect(again).rejects.toMatchObject({ code: "wrong_master_key" });
  } finally {
    await prepared.close();
  }
});

const keyText = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
