import { type Database, withOrganization } from "./db/client";
import { listDataKeys } from "./db/data-key";
import { AppError } from "./errors";
import type { Vault } from "./runtime";
import {
  createDataKey,
  type DataKey,
  keyIdOfText,
  type MasterKey,
  openText,
  sealText,
  unwrapDataKey,
  wrapDataKey,
} from "./secrets";

/**
 * How long keys that were read count as the keys there are. A process seals with a retired key, and
 * opens with a destroyed one, no longer than this after the fact; reading them costs one query a minute
 * and organization.
 */
export const KEYS_HOLD_MS = 60_000;

/** The data keys of all organizations, unwrapped, as one process knows them. */
export interface DataKeyring {
  /** The key of this id, or without one the key to seal with. Throws `storage_corrupt` where there is none. */
  key(organizationId: string, keyId?: string): Promise<DataKey>;
  forget(organizationId: string): void;
}

interface Known {
  readonly readAt: number;
  readonly keys: Promise<readonly DataKeyInUse[]>;
}
type DataKeyInUse = DataKey & { readonly retired: boolean };

/** Any of `masterKeys` may have wrapped a key. `now` gives epoch milliseconds. */
export function openKeyring(
  database: Database,
  masterKeys: readonly MasterKey[],
  now: () => number,
): DataKeyring {
  const known = new Map<string, Known>();
  function read(organizationId: string): Known["keys"] {
    const keys = readKeys(database, masterKeys, organizationId);
    const entry = { readAt: now(), keys };
    known.set(organizationId, entry);
    keys.catch(() => known.get(organizationId) === entry && known.delete(organizationId));
    return keys;
  }
  return {
    forget: (organizationId) => known.delete(organizationId),
    key: async (organizationId, keyId) => {
      const wanted = (key: DataKeyInUse) => (keyId === undefined ? !key.retired : key.id === keyId);
      const held = known.get(organizationId);
      if (held && now() - held.readAt < KEYS_HOLD_MS) {
        const key = (await held.keys).find(wanted);
        if (key) return key;
      }
      // Another process may have made the key since.
      const key = (await read(organizationId)).find(wanted);
      if (key) return key;
      throw new AppError(
        "storage_corrupt",
        "The key of a sealed value is not there: it was destroyed, or the value was altered.",
      );
    },
  };
}

/** Seals with the newest key of an organization and opens with the key that a value names. */
export function openVault(masterKey: MasterKey, keyring: DataKeyring): Vault {
  return {
    seal: async (organizationId, context, text) =>
      sealText(await keyring.key(organizationId), context, text),
    open: async (organizationId, context, sealed) =>
      openText(await keyring.key(organizationId, keyIdOfText(sealed)), context, sealed),
    newDataKey: (organizationId) => {
      const key = createDataKey();
      const wrapped = wrapDataKey(masterKey, organizationId, key);
      return { id: key.id, masterKeyId: masterKey.id, wrapped };
    },
    forget: (organizationId) => keyring.forget(organizationId),
  };
}

async function readKeys(
  database: Database,
  masterKeys: readonly MasterKey[],
  organizationId: string,
): Promise<DataKeyInUse[]> {
  const records = await withOrganization(database, organizationId, listDataKeys);
  return records.map(({ wrapped, retiredAt }) => ({
    ...unwrapDataKey(masterKeys, organizationId, wrapped),
    retired: retiredAt !== null,
  }));
}
