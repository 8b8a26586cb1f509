import { isProviderError } from "../errors";

/** Pauses before we look again for a file just uploaded, in milliseconds; together about half a minute. */
const VISIBLE_AFTER_MS: readonly number[] = [250, 500, 1000, 2000, 4000, 8000, 15_000];

/**
 * Waits until a file just uploaded can be seen, because a create right after an upload may be refused with
 * "cannot find file", and returns what `look` saw. A wait that fails or takes too long is no failure but null: the
 * create will tell.
 */
export async function waitUntilVisible<T>(look: () => Promise<T>): Promise<T | null> {
  for (const delayMs of VISIBLE_AFTER_MS) {
    try {
      return await look();
    } catch (error) {
      if (!isProviderError(error) || error.kind !== "not_found") return null;
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
  return null;
}

/** Tries every file, then tells of the first that could not be removed. A missing one is no error. */
export async function removeFiles(
  ids: Iterable<string | null>,
  remove: (id: string) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const id of new Set(ids)) {
    if (id === null) continue;
    try {
      await remove(id);
    } catch (error) {
      if (!isProviderError(error) || error.kind !== "not_found") failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
