import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Small records by id, in memory and on disk, newest last. Records are values: replace, never mutate. */
export interface Store<T extends { id: string }> {
  get(id: string): T | undefined;
  put(record: T): T;
  /** Replaces some fields of the record as it is now. Undefined when it is gone. */
  patch(id: string, fields: Partial<T>): T | undefined;
  remove(id: string): void;
  all(): Iterable<T>;
}

/**
 * Opens the folder and reads what an earlier process left. Every write is a whole new file moved over
 * the old one, done before the call returns, so a killed process leaves the old record or the new.
 */
export function openStore<T extends { id: string; order: number }>(folder: string): Store<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const records = new Map(loadAll<T>(folder).map((record) => [record.id, record]));
  const put = (record: T): T => {
    writeJson(join(folder, `${record.id}.json`), record);
    records.set(record.id, record);
    return record;
  };
  return {
    get: (id) => records.get(id),
    put,
    patch(id, fields) {
      const current = records.get(id);
      return current === undefined ? undefined : put({ ...current, ...fields });
    },
    remove(id) {
      records.delete(id);
      rmSync(join(folder, `${id}.json`), { force: true });
    },
    all: () => records.values(),
  };
}

/** Writes a whole JSON document in place of the old one, atomically for a killed process. */
function writeJson(path: string, value: unknown): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
  renameSync(temporary, path);
}

function loadAll<T extends { order: number }>(folder: string): T[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as T)
    .sort((a, b) => a.order - b.order);
}
