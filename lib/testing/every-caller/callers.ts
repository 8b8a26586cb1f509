import { expect } from "vitest";
import { hashPassword } from "../../auth/password";
import {
  accessOfKey,
  KEY_SCOPES,
  type KeyScope,
  ROLES,
  type Role,
  TEAM_ROLES,
  type TeamRole,
} from "../../core/access";
import { addMember, createUser } from "../../db/user";
import { createApiKey } from "../../workspace/create-api-key";
import { openBrowser } from "../browser";
import type { TestApi } from "../test-api";
import type { Standing } from "./reading";

/** Somebody who calls, and with which headers. */
export interface Caller extends Standing {
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a key and for nobody. */
  readonly userId: string | null;
}

const PASSWORD = "kettle forty violet drum";
const NOT_SIGNED_IN = {
  kind: "nobody",
  holdsIn: "A",
  roles: [],
  scopes: [],
  userId: null,
} as const;

/** Everybody who may call: each role and each scope, in the organization and in team A alone, and those whom nothing opens. */
export async function everyCaller(api: TestApi, teamA: string): Promise<Caller[]> {
  const passwordHash = await hashPassword(PASSWORD);
  const people: Caller[] = [];
  for (const role of ROLES) people.push(await person(api, passwordHash, { role, teamRole: null }));
  for (const teamRole of TEAM_ROLES) {
    people.push(await person(api, passwordHash, { role: null, teamRole }, teamA));
  }
  const keys: Caller[] = [];
  for (const scope of KEY_SCOPES) {
    keys.push(await key(api, scope, null), await key(api, scope, teamA));
  }
  return [...people, ...keys, ...(await nobodies(api, passwordHash))];
}

interface Membership {
  readonly role: Role | null;
  readonly teamRole: TeamRole | null;
}

async function person(
  api: TestApi,
  passwordHash: string,
  { role, teamRole }: Membership,
  teamId = "",
): Promise<Caller> {
  const name = role ?? `${teamRole} of A`;
  const userId = await newUser(api, passwordHash, name);
  await api.inside(async (scope) => {
    await addMember(scope, userId, role);
    if (!teamRole) return;
    const { organizationId } = scope;
    await scope.tx.teamMembership.create({
      data: { organizationId, teamId, userId, role: teamRole },
    });
  });
  return {
    ...{ name, kind: "person", userId, scopes: [] },
    holdsIn: role ? "organization" : "A",
    roles: [role, teamRole].filter((held) => held !== null),
    headers: await signedIn(api, name),
  };
}

const addressOf = (name: string): string => `${name.replaceAll(" ", ".")}@callers.example`;

async function newUser({ line }: TestApi, passwordHash: string, name: string): Promise<string> {
  const { runtime } = line.process;
  const id = runtime.newId("user");
  await createUser(runtime.database, { id, email: addressOf(name), name, passwordHash });
  return id;
}

/** The headers of a browser whose person has given their password. */
async function signedIn(api: TestApi, name: string): Promise<Record<string, string>> {
  const browser = openBrowser(api);
  const answer = await browser.signIn("password", { email: addressOf(name), password: PASSWORD });
  expect(answer.status).toBe(200);
  const cookie = `tranche.session=${browser.cookies.get("tranche.session")}`;
  return { cookie, "sec-fetch-site": "same-origin" };
}

async function key(api: TestApi, scope: KeyScope, teamId: string | null): Promise<Caller> {
  const name = `key to ${scope}${teamId ? " in A" : ""}`;
  const { secret } = await newKey(api, { name, scopes: [scope], teamId });
  return {
    ...{ name, kind: "key", userId: null, roles: [], scopes: [scope] },
    holdsIn: teamId ? "A" : "organization",
    headers: { authorization: `Bearer ${secret}` },
  };
}

interface KeyWishes {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly teamId: string | null;
}

async function newKey({ line, organizationId }: TestApi, wishes: KeyWishes) {
  const { runtime } = line.process;
  const made = await createApiKey(runtime, organizationId, {
    ...wishes,
    ...{ id: runtime.newId("key"), budget: null, expiresAt: null, createdById: null },
    giver: accessOfKey(KEY_SCOPES, null),
  });
  return { id: made.key.id, secret: made.secret };
}

/** Whoever does not say who they are, or not in a way that holds. */
async function nobodies(api: TestApi, passwordHash: string): Promise<Caller[]> {
  const whole = { scopes: KEY_SCOPES, teamId: null };
  const now = new Date();
  const revoked = await newKey(api, { ...whole, name: "Revoked" });
  const expired = await newKey(api, { ...whole, name: "Expired" });
  await api.inside(async ({ tx, organizationId }) => {
    const where = (id: string) => ({ id, organizationId });
    await tx.apiKey.updateMany({ where: where(revoked.id), data: { revokedAt: now } });
    await tx.apiKey.updateMany({ where: where(expired.id), data: { expiresAt: now } });
  });
  const half = "without the second step";
  const userId = await newUser(api, passwordHash, half);
  await api.inside((scope) => addMember(scope, userId, "owner"));
  const factor = { userId, sealedSecret: new Uint8Array([1]), createdAt: now, confirmedAt: now };
  await api.line.process.runtime.database.prisma.secondFactor.create({ data: factor });
  const of = (name: string, headers: Record<string, string>): Caller => ({
    ...NOT_SIGNED_IN,
    ...{ name, headers },
  });
  return [
    of("nobody", {}),
    of("a revoked key", { authorization: `Bearer ${revoked.secret}` }),
    of("an expired key", { authorization: `Bearer ${expired.secret}` }),
    of(half, await signedIn(api, half)),
  ];
}
