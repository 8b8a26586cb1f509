import { createHash, randomBytes } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Random letters and digits. */
export function randomLetters(length: number): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** Random lower-case hex characters, an even number of them. */
export function randomHex(length: number): string {
  return randomBytes(length / 2).toString("hex");
}

/** An account is a key; only its hash is kept. */
export function accountOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}
