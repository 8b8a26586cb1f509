import { createHmac } from "node:crypto";

/**
 * The application never signs in as the owner of its tables: row-level security would not hold for a superuser. Its role is
 * named after the database, its password derived from the master key, so nothing more has to be configured or stored.
 */
export function appRole(
  ownerUrl: string,
  masterKey: Uint8Array,
): { name: string; password: string } {
  const database = decodeURIComponent(new URL(ownerUrl).pathname.slice(1)) || "tranche";
  const password = createHmac("sha256", masterKey).update("tranche/postgres-role/v1").digest("hex");
  return { name: `${database}_app`, password };
}

/** The owner's URL with the application's credentials in it. */
export function appUrl(ownerUrl: string, role: { name: string; password: string }): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(role.name);
  url.password = role.password;
  return url.toString();
}
