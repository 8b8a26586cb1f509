import { createHash, type Hash } from "node:crypto";
import { withOrganization } from "../db/client";
import { type DatasetRecord, createDataset as insertDataset } from "../db/dataset";
import { AppError } from "../errors";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { uploadKey } from "../storage/keys";

export interface NewDataset {
  /** The same id again is the same dataset. */
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly createdById: string | null;
}

/** How long an import may wait for its worker before `reconcile` starts it. */
const START_MS = 5_000;

/**
 * Stores a file as it was received, sealed, and has it imported. Throws `payload_too_large`, and
 * `idempotency_mismatch` when the id already holds another file.
 */
export async function createDataset(
  runtime: Runtime,
  organizationId: string,
  { source, ...dataset }: NewDataset,
): Promise<StepResult & { dataset: DatasetRecord }> {
  const hash = createHash("sha256");
  const key = uploadKey(organizationId, dataset.id);
  const { bytes } = await runtime.storage.put(
    key,
    counted(source, hash, runtime.settings.maxUploadBytes),
  );
  const sha256 = hash.digest("hex");
  const created = await withOrganization(runtime.database, organizationId, (scope) =>
    insertDataset(scope, { ...dataset, bytes, sha256 }, new Date(runtime.now() + START_MS)),
  );
  if (created.sha256 !== sha256) {
    throw new AppError(
      "idempotency_mismatch",
      "This Idempotency-Key was used for another file. Use a new key.",
    );
  }
  const payload = { organizationId, id: created.id, version: created.version };
  return {
    dataset: created,
    followUps: created.state === "importing" ? [{ task: "import-dataset", payload }] : [],
    moved: [{ kind: "dataset", id: created.id, version: created.version }],
  };
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  hash: Hash,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new AppError(
        "payload_too_large",
        `The file is larger than ${maxBytes} bytes. Split it, or raise MAX_UPLOAD_BYTES.`,
      );
    }
    hash.update(chunk);
    yield chunk;
  }
}
