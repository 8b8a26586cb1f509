import { createHmac, createSecretKey } from "node:crypto";
import { readEnv } from "../env";
import { type DataKey, parseMasterKey } from "../secrets";

const ID_HEX_DIGITS = 16;

/** 32 bytes of the installation's own for one use, derived from the master key. */
function derived(use: string): Buffer {
  const master = parseMasterKey(readEnv().MASTER_KEY).key;
  return createHmac("sha256", master).update(`tranche/${use}/v1`).digest();
}

const known = new Map<string, Buffer>();

/** A hash that nobody can compute without the master key, so that what has few possible values cannot be guessed from it. */
export function keyedHash(use: string, text: string): string {
  const key = known.get(use) ?? derived(use);
  known.set(use, key);
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** What seals secrets of people: they are of no organization, so no data key is theirs. */
export function peopleKey(): DataKey {
  const key = derived("people");
  const id = createHmac("sha256", key).update("id").digest("hex").slice(0, ID_HEX_DIGITS);
  return { id, key: createSecretKey(key) };
}
