import { readEnv } from "../env";
import { keyedHash } from "./derived-keys";

/** What seals session cookies: AUTH_SECRET, or else a key of its own derived from the master key. */
export function authSecret(): string {
  return readEnv().AUTH_SECRET ?? keyedHash("auth", "session cookies");
}
