import { hash, verify } from "@node-rs/argon2";

/** Argon2id, 19 MiB, two passes, one lane (OWASP password storage cheat sheet, read 2026-11-23). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Whether the password fits. With no hash the same work is done, so that time does not tell who exists. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const against = stored && hasPassword(stored) ? stored : await nobody();
  const fits = await verify(against, password);
  return fits && against === stored;
}

/** What stands in the place of a hash for people who come in by other ways. */
export const NO_PASSWORD = "no password opens this account";

export const hasPassword = (stored: string): boolean => stored.startsWith("$argon2");

let nobodysHash: Promise<string> | null = null;

function nobody(): Promise<string> {
  nobodysHash ??= hashPassword("nobody signs in with this");
  return nobodysHash;
}
