import { createHash, randomBytes } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function newFileId(): string {
  const bytes = randomBytes(22);
  return `file-${[...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("")}`;
}

export function newBatchId(): string {
  return `batch_${randomBytes(16).toString("hex")}`;
}

export function newRequestId(): string {
  return `req_${randomBytes(16).toString("hex")}`;
}

/** An account is a key; only its hash is kept. */
export function accountOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}
