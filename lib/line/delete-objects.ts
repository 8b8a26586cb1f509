import type { StorageReport } from "../core/deletion";
import type { DeletionRecord } from "../db/deletion";
import type { Runtime } from "../runtime";
import { datasetPrefix, jobPrefix, rawPrefix, uploadKey } from "../storage/keys";

interface Place {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
}

/** Where that lies which a deletion takes. */
function placeOf(
  organizationId: string,
  { subjectKind, subjectId, part }: Pick<DeletionRecord, "subjectKind" | "subjectId" | "part">,
): Place {
  const upload = uploadKey(organizationId, subjectId);
  if (subjectKind === "dataset") {
    const prefixes = part === "everything" ? [datasetPrefix(organizationId, subjectId)] : [];
    return { keys: [upload], prefixes };
  }
  const whole = jobPrefix(organizationId, subjectId);
  return { keys: [], prefixes: [part === "raw" ? rawPrefix(organizationId, subjectId) : whole] };
}

/** How much lies there. */
export async function countObjects(
  { storage }: Runtime,
  organizationId: string,
  deletion: DeletionRecord,
): Promise<StorageReport> {
  const { keys, prefixes } = placeOf(organizationId, deletion);
  const found = { objects: 0, bytes: 0 };
  const count = (storedBytes: number) => {
    found.objects += 1;
    found.bytes += storedBytes;
  };
  for (const key of keys) {
    const size = await storage.head(key);
    if (size) count(size.storedBytes);
  }
  for (const prefix of prefixes) {
    for await (const { storedBytes } of storage.list(prefix)) count(storedBytes);
  }
  return found;
}

/** Removes all that lies there. */
export async function deleteObjects(
  { storage }: Runtime,
  organizationId: string,
  deletion: DeletionRecord,
): Promise<void> {
  const { keys, prefixes } = placeOf(organizationId, deletion);
  for (const key of keys) await storage.delete(key);
  for (const prefix of prefixes) await storage.deletePrefix(prefix);
}
