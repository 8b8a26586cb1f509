import { createHmac, createSecretKey } from "node:crypto";
import { readEnv } from "../env";
import { type DataKey, type MasterKey, parseMasterKey, parseMasterKeys } from "../secrets";

const ID_HEX_DIGITS = 16;

/** 32 bytes of the installation's own for one use, derived from a master key. */
const derived = (master: MasterKey, use: string): Buffer =>
  createHmac("sha256", master.key).update(`tranche/${use}/v1`).digest();

const currentMaster = (): MasterKey => parseMasterKey(readEnv().MASTER_KEY);

const known = new Map<string, Buffer>();

/** A hash that nobody can compute without the master key, so that what has few possible values cannot be guessed from it. */
export function keyedHash(use: string, text: string): string {
  const key = known.get(use) ?? derived(currentMaster(), use);
  known.set(use, key);
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** What may have sealed secrets of people, the key that seals them first: they are of no organization, so no data key is theirs. */
export function peopleKeys(): [DataKey, ...DataKey[]] {
  const previous = parseMasterKeys(readEnv().MASTER_KEY_PREVIOUS);
  return [peopleKeyUnder(currentMaster()), ...previous.map(peopleKeyUnder)];
}

/** The same under one master key. */
export function peopleKeyUnder(master: MasterKey): DataKey {
  const key = derived(master, "people");
  const id = createHmac("sha256", key).update("id").digest("hex").slice(0, ID_HEX_DIGITS);
  return { id, key: createSecretKey(key) };
}
