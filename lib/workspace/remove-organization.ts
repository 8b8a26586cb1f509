import { givesUpReceipt, waitsForProviders } from "../core/organization-deletion";
import { withOrganization } from "../db/client";
import { getOrganization } from "../db/organization";
import {
  beginRemoval,
  closeRemoval,
  countRemoteFiles,
  endRemoval,
  findRemoval,
  noteRemoteFiles,
  purgeOrganization,
} from "../db/organization-removal";
import { ownersOf } from "../db/user";
import { removeRemoteFiles } from "../line/remove-remote-files";
import type { Runtime } from "../runtime";
import { organizationPrefix } from "../storage/keys";
import { destroyOrganizationKeys } from "./destroy-organization-keys";
import { receiptValues } from "./removal-receipt";
import { removeUnfinishedUploads } from "./remove-unfinished-uploads";
import { tellOwners } from "./tell-owners";

/**
 * Removes an organization whose days of grace are over: its objects, what providers hold of it, its keys, its rows; then
 * tells its owners. Each part finds for itself what is left to do. Where a provider refuses, it is asked again for a day.
 */
export async function removeOrganization(
  runtime: Runtime,
  organizationId: string,
  deleteAfter: Date,
): Promise<void> {
  const { database, storage, settings, now } = runtime;
  await begin(runtime, organizationId);
  await storage.deletePrefix(organizationPrefix(organizationId));
  await removeUnfinishedUploads(settings.uploadsDir, organizationId);
  await removeRemoteFiles(runtime, organizationId);
  const files = await withOrganization(database, organizationId, async (scope) => {
    const counted = await countRemoteFiles(scope);
    await noteRemoteFiles(scope, counted);
    return counted;
  });
  if (files.refused > 0 && waitsForProviders(deleteAfter.getTime(), now())) return;
  await destroyOrganizationKeys(runtime, organizationId);
  if (await purgeOrganization(database, organizationId)) {
    await tellOfRemoval(runtime, organizationId);
  }
}

/** What there is, and whom to tell, is written down before anything goes. */
async function begin({ database, storage, now }: Runtime, organizationId: string): Promise<void> {
  let objects = 0;
  let bytes = 0n;
  for await (const { storedBytes } of storage.list(organizationPrefix(organizationId))) {
    objects += 1;
    bytes += BigInt(storedBytes);
  }
  await withOrganization(database, organizationId, async (scope) => {
    const organization = await getOrganization(scope);
    if (!organization) return;
    const owners = (await ownersOf(scope)).map(({ email, locale }) => ({ email, locale }));
    const { name } = organization;
    await beginRemoval(scope, { name, owners, objects, bytes, begunAt: new Date(now()) });
  });
}

/** The end of a removal, once the rows are gone: what a late step still stored goes, and the owners get a receipt. */
export async function tellOfRemoval(runtime: Runtime, organizationId: string): Promise<void> {
  const { database, storage, log, now } = runtime;
  await storage.deletePrefix(organizationPrefix(organizationId));
  const removal = await withOrganization(database, organizationId, async (scope) => {
    await endRemoval(scope, new Date(now()));
    return findRemoval(scope);
  });
  if (!removal?.endedAt || removal.toldAt) return;
  const { endedAt } = removal;
  await tellOwners(runtime, removal.owners, {
    ...{ kind: "organizationRemoved", messageId: `${organizationId}-removed` },
    ...{ values: receiptValues(removal), dates: { date: endedAt } },
  }).catch((error) => {
    if (!givesUpReceipt(endedAt.getTime(), now())) throw error;
    log.error({ err: error, id: organizationId }, "the receipt of a removal could not be sent");
  });
  await withOrganization(database, organizationId, (scope) => closeRemoval(scope, new Date(now())));
}
