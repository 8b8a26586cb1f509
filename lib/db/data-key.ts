import { AppError } from "../errors";
import type { Scope } from "./client";

/** A data key as it is stored: wrapped by the master key of that id. */
export interface WrappedDataKey {
  /** 16 hex digits. */
  readonly id: string;
  readonly masterKeyId: string;
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

export interface DataKeyRecord extends WrappedDataKey {
  readonly retiredAt: Date | null;
}

/** The first key of a new organization. */
export async function addDataKey(scope: Scope, key: WrappedDataKey): Promise<void> {
  await scope.tx.dataKey.create({ data: { ...key, organizationId: scope.organizationId } });
}

/** The keys of the organization, the one to seal with before the retired ones. */
export async function listDataKeys(scope: Scope): Promise<DataKeyRecord[]> {
  return scope.tx.dataKey.findMany({
    where: { organizationId: scope.organizationId },
    select: { id: true, masterKeyId: true, wrapped: true, retiredAt: true },
    orderBy: [{ retiredAt: { sort: "desc", nulls: "first" } }, { id: "asc" }],
  });
}

/** How many keys there are, and since when the newest seals; null where there is none. */
export async function sumDataKeys(
  scope: Scope,
): Promise<{ readonly count: number; readonly newestAt: Date | null }> {
  const { _count, _max } = await scope.tx.dataKey.aggregate({
    where: { organizationId: scope.organizationId },
    _count: true,
    _max: { createdAt: true },
  });
  return { count: _count, newestAt: _max.createdAt };
}

/**
 * Retires the key that seals and puts another in its place. Throws `not_found` where there is none:
 * an organization whose keys were destroyed gets no new one.
 */
export async function replaceDataKey(scope: Scope, key: WrappedDataKey, at: Date): Promise<void> {
  await lockKeys(scope);
  const { count } = await scope.tx.dataKey.updateMany({
    where: { organizationId: scope.organizationId, retiredAt: null },
    data: { retiredAt: at },
  });
  if (count === 0) throw new AppError("not_found", "The organization has no data key to replace.");
  await addDataKey(scope, key);
}

/** Removes every key of the organization and says how many there were. What they sealed opens no more. */
export async function deleteDataKeys(scope: Scope): Promise<number> {
  await lockKeys(scope);
  const { organizationId } = scope;
  return (await scope.tx.dataKey.deleteMany({ where: { organizationId } })).count;
}

/** Two rotations, or one beside a deletion, go one after the other: none adds a key that the other does not see. */
async function lockKeys({ tx, organizationId }: Scope): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
}
