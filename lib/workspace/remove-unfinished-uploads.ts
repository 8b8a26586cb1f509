import { readdir, rm } from "node:fs/promises";
import path from "node:path";

/** Removes what was begun to be uploaded for an organization and never became a dataset, as far as it lies on this machine. */
export async function removeUnfinishedUploads(
  folder: string,
  organizationId: string,
): Promise<void> {
  const theirs = (await readdir(folder)).filter((name) => name.startsWith(`${organizationId}-`));
  for (const name of theirs) await rm(path.join(folder, name), { recursive: true, force: true });
}
