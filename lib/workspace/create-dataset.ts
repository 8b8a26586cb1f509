import { createHash, type Hash } from "node:crypto";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { type DatasetRecord, findDataset, createDataset as insertDataset } from "../db/dataset";
import { lockOrganization } from "../db/organization";
import { AppError, isAppError } from "../errors";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { uploadKey } from "../storage/keys";
import { chosenTeam } from "./chosen-team";
import { roomIn, uploadRoom } from "./upload-room";

export interface NewDataset {
  /** The same id again is the same dataset. */
  readonly id: string;
  /** May become known only when the source has been read. */
  readonly name: string | Promise<string>;
  readonly fileName: string;
  /** Null: the oldest of those in which the caller may upload. May become known only when the source has been read. */
  readonly teamId: string | null | Promise<string | null>;
  /** The teams in which the caller may upload; null: every team. */
  readonly teams: readonly string[] | null;
  readonly source: AsyncIterable<Uint8Array>;
  readonly createdById: string | null;
}

/** How long an import may wait for its worker before `reconcile` starts it. */
const START_MS = 5_000;

/**
 * Stores a file as it was received, sealed, and has it imported. Throws `payload_too_large` as soon as more
 * arrives than the organization has room for, and `idempotency_mismatch` when the id already holds another file.
 */
export async function createDataset(
  runtime: Runtime,
  organizationId: string,
  dataset: NewDataset,
): Promise<StepResult & { dataset: DatasetRecord }> {
  const { database } = runtime;
  const before = await withOrganization(database, organizationId, (scope) =>
    findDataset(scope, dataset.id),
  );
  // What is stored already is never written over: its import may be reading it.
  const created = before
    ? await sameAs(before, dataset)
    : await store(runtime, organizationId, dataset);
  const payload = { organizationId, id: created.id, version: created.version };
  return {
    dataset: created,
    followUps: created.state === "importing" ? [{ task: "import-dataset", payload }] : [],
    moved: [{ kind: "dataset", id: created.id }],
  };
}

async function store(
  runtime: Runtime,
  organizationId: string,
  { source, name, teamId, teams, ...dataset }: NewDataset,
): Promise<DatasetRecord> {
  const { database, storage, now } = runtime;
  const hash = createHash("sha256");
  const key = uploadKey(organizationId, dataset.id);
  const { maxBytes, refusal } = await uploadRoom(runtime, organizationId);
  const { bytes } = await storage.put(key, hashed(source, hash, maxBytes, refusal));
  const file = { ...dataset, name: await name, bytes, sha256: hash.digest("hex") };
  const choice = { teamId: await teamId, teams };
  try {
    return await withOrganization(database, organizationId, async (scope) => {
      const team = await chosenTeam(scope, choice);
      // Other files may have taken the room while this one arrived.
      await lockOrganization(scope);
      const room = await roomIn(scope, runtime);
      if (bytes > room.maxBytes) throw room.refusal();
      const { id } = dataset;
      const after = { team: team.name, fileName: file.fileName, bytes };
      await noteAudit(scope, runtime, { action: "dataset.created", id, name: file.name, after });
      return insertDataset(scope, { ...file, teamId: team.id }, new Date(now() + START_MS));
    });
  } catch (error) {
    if (isAppError(error)) await storage.delete(key);
    throw error;
  }
}

async function sameAs(before: DatasetRecord, { source, name }: NewDataset): Promise<DatasetRecord> {
  const hash = createHash("sha256");
  for await (const _ of hashed(source, hash, before.bytes, otherFile));
  if (hash.digest("hex") === before.sha256 && (await name) === before.name) return before;
  throw otherFile();
}

const otherFile = () =>
  new AppError(
    "idempotency_mismatch",
    "This Idempotency-Key was used for another file. Use a new key.",
  );

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  hash: Hash,
  maxBytes: number,
  refusal: () => AppError,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw refusal();
    hash.update(chunk);
    yield chunk;
  }
}
