import { createHmac } from "node:crypto";
import { readEnv } from "../env";
import { parseMasterKey } from "../secrets";

let secret: string | null = null;

/** What signs session cookies: AUTH_SECRET, or else a key of its own derived from the master key. */
export function authSecret(): string {
  if (secret === null) {
    const env = readEnv();
    const master = parseMasterKey(env.MASTER_KEY).key;
    secret =
      env.AUTH_SECRET ?? createHmac("sha256", master).update("tranche/auth/v1").digest("base64url");
  }
  return secret;
}
