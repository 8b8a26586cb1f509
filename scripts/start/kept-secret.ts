import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";

export interface KeptSecret {
  readonly value: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

const BYTES = 32;
const OWNER_ONLY = 0o600;

/** A random secret of 32 bytes that is made once and kept in a file that only its owner can read. */
export function keptSecret(dataDir: string, name: string, encoding: BufferEncoding): KeptSecret {
  const file = path.join(dataDir, name);
  const value = readSecret(file);
  if (value) return { value, isNew: false };
  const made = randomBytes(BYTES).toString(encoding);
  const descriptor = openSync(file, "w", OWNER_ONLY);
  writeSync(descriptor, `${made}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return { value: made, isNew: true };
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
