import pg from "pg";
import {
  createMasterKeyCheck,
  type MasterKey,
  unwrapDataKey,
  verifyMasterKeyCheck,
  wrapDataKey,
} from "../../lib/secrets";
import { resealAuthenticators } from "./reseal-authenticators";

/**
 * Wraps every data key that a previous master key wrapped with the current one, which is the first of
 * `masterKeys`, and says how many there were; seals people's authenticators anew, too. Runs as the owner
 * of the tables. May be cut off, repeated, and run by several at once: a key is replaced only while the
 * wrap that was read still stands.
 * Throws `wrong_master_key` when a key was wrapped by none of these; those before it stay rewrapped.
 */
export async function replaceMasterKey(
  ownerUrl: string,
  masterKeys: readonly [MasterKey, ...MasterKey[]],
): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "tranche-rewrap" });
  await client.connect();
  try {
    const { rows } = await client.query<Wrapped>(
      "SELECT id, organization_id, wrapped FROM data_keys WHERE master_key_id <> $1 ORDER BY id",
      [masterKeys[0].id],
    );
    let count = 0;
    for (const row of rows) count += await rewrap(client, masterKeys, row);
    await resealAuthenticators(client, masterKeys);
    await replaceCheck(client, masterKeys);
    return count;
  } finally {
    await client.end();
  }
}

interface Wrapped {
  readonly id: string;
  readonly organization_id: string;
  readonly wrapped: Buffer;
}

async function rewrap(
  client: pg.Client,
  masterKeys: readonly [MasterKey, ...MasterKey[]],
  { id, organization_id: organizationId, wrapped }: Wrapped,
): Promise<number> {
  const key = unwrapDataKey(masterKeys, organizationId, wrapped);
  const again = Buffer.from(wrapDataKey(masterKeys[0], organizationId, key));
  await client.query("BEGIN");
  await client.query("SELECT set_config('tranche.organization_id', $1, true)", [organizationId]);
  const { rowCount } = await client.query(
    `UPDATE data_keys SET wrapped = $1, master_key_id = $2
     WHERE id = $3 AND organization_id = $4 AND wrapped = $5`,
    [again, masterKeys[0].id, id, organizationId, wrapped],
  );
  await client.query("COMMIT");
  return rowCount ?? 0;
}

/** Last, so that the check names the current key only when every data key opens with it. */
async function replaceCheck(
  client: pg.Client,
  masterKeys: readonly [MasterKey, ...MasterKey[]],
): Promise<void> {
  const { rows } = await client.query<{ master_key_check: Buffer }>(
    "SELECT master_key_check FROM installation",
  );
  const [kept] = rows;
  if (!kept || verifyMasterKeyCheck(masterKeys, kept.master_key_check).id === masterKeys[0].id) {
    return;
  }
  await client.query("UPDATE installation SET master_key_check = $1 WHERE master_key_check = $2", [
    Buffer.from(createMasterKeyCheck(masterKeys[0])),
    kept.master_key_check,
  ]);
}
