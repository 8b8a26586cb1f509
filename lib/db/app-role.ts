import { createHmac, type KeyObject } from "node:crypto";

/** What a process signs in to PostgreSQL with. */
export interface AppRole {
  readonly name: string;
  readonly password: string;
}

/**
 * The application never signs in as the owner of its tables: row-level security would not hold for a superuser. Its role is
 * named after the database and the master key, its password derived from that key, so nothing more has to be configured
 * or stored, and processes of an old and of a new master key work beside each other.
 */
export function appRole(
  ownerUrl: string,
  { id, key }: { readonly id: string; readonly key: KeyObject },
): AppRole {
  const password = createHmac("sha256", key).update("tranche/postgres-role/v1").digest("hex");
  return { name: `${appRoleStem(ownerUrl)}_${id}`, password };
}

/** How the names of all roles begin that the application has had in this database. */
export function appRoleStem(ownerUrl: string): string {
  const database = decodeURIComponent(new URL(ownerUrl).pathname.slice(1)) || "tranche";
  return `${database.slice(0, LONGEST_DATABASE)}_app`;
}

/** PostgreSQL cuts a name after 63 bytes. */
const LONGEST_DATABASE = 40;

/** The owner's URL with the application's credentials in it. */
export function appUrl(ownerUrl: string, role: AppRole): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(role.name);
  url.password = role.password;
  return url.toString();
}
