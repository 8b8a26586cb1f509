import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reject } from "../core/dataset";
import { type Lake, openLake } from "../lake/engine";
import {
  type ImportedDataset,
  type ImportLimits,
  type ImportRequest,
  importDataset,
} from "../lake/import-dataset";
import { readRejects } from "../lake/rejects";
import { type DatasetRow, readRows } from "../lake/rows";
import { openDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";

export const ORGANIZATION = "org1";

/** A lake and a storage on a temporary folder, for tests that import files. */
export interface ImportBench {
  readonly lake: Lake;
  readonly storage: Storage;
  /** Imports `content` (text is UTF-8) and reads everything back; `step` bytes arrive at a time. */
  import(
    content: string | Uint8Array,
    options?: Partial<ImportRequest> & { step?: number; limits?: Partial<ImportLimits> },
  ): Promise<ReadBack>;
  close(): void;
}

export interface ReadBack extends ImportedDataset {
  readonly read: readonly DatasetRow[];
  /** Values only. */
  readonly values: readonly (readonly (string | null)[])[];
  readonly rejects: readonly Reject[];
}

export async function importBench(memoryLimitMb = 256): Promise<ImportBench> {
  const dir = mkdtempSync(join(tmpdir(), "import-"));
  const storage = await openDiskStorage(join(dir, "store"));
  const lake = await openLake({ scratchDir: join(dir, "scratch"), memoryLimitMb });
  let datasets = 0;
  return {
    lake,
    storage,
    import: async (content, { step, ...options } = {}) => {
      const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
      const datasetId = options.datasetId ?? `dataset${++datasets}`;
      const imported = await importDataset(lake, {
        source: inSteps(bytes, step ?? bytes.length),
        fileName: "file.csv",
        organizationId: ORGANIZATION,
        storage,
        ...options,
        datasetId,
      });
      const files = { ...imported, organizationId: ORGANIZATION, datasetId };
      const everything = { firstRow: 1, limit: imported.rows };
      const read = await readRows(lake, storage, files, everything);
      const rejects = await readRejects(lake, storage, files, { offset: 0, limit: 1000 });
      return { ...imported, read, rejects, values: read.map(({ values }) => values) };
    },
    close: () => {
      lake.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function* inSteps(bytes: Buffer, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}
