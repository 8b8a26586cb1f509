import { hashApiKey, newApiKey } from "../secrets";

const SHOWN_CHARACTERS = 10;

/** A secret for a key, and what is kept of it: the start, by which people know it, and a hash. */
export function newSecret(): { secret: string; kept: { prefix: string; hash: string } } {
  const secret = newApiKey();
  return { secret, kept: { prefix: secret.slice(0, SHOWN_CHARACTERS), hash: hashApiKey(secret) } };
}
