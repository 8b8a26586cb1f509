import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const entry = z.object({
  pid: z.number().int(),
  port: z.number().int().optional(),
  startedAt: z.string(),
  /** Tells this process from a later one with the same number. */
  identity: z.string(),
});

export type ProcessEntry = z.infer<typeof entry>;

/** `processes.json` in the data folder: what runs, for operators and for tests that kill. */
export interface ProcessList {
  /** Written before the call returns, so that a process is known as soon as it runs. */
  set(name: string, entry: ProcessEntry): void;
  all(): Record<string, ProcessEntry>;
  remove(): void;
}

export function openProcessList(dataDir: string): ProcessList {
  const file = listFile(dataDir);
  const entries = new Map<string, ProcessEntry>();
  return {
    set(name, value) {
      entries.set(name, value);
      writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
      renameSync(`${file}.new`, file);
    },
    all: () => Object.fromEntries(entries),
    remove: () => rmSync(file, { force: true }),
  };
}

/** What an earlier start has written; nothing when there was none or it cannot be read. */
export function readProcessList(dataDir: string): Record<string, ProcessEntry> {
  try {
    const list = z.record(z.string(), entry);
    return list.parse(JSON.parse(readFileSync(listFile(dataDir), "utf8")));
  } catch {
    return {};
  }
}

function listFile(dataDir: string): string {
  return path.join(dataDir, "processes.json");
}
