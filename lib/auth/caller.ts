import { type Access, accessOfKey } from "../core/access";
import { type Actor, personActor } from "../core/actor";
import { apiKeyOf, touchApiKey } from "../db/api-key";
import { type Database, withOrganization } from "../db/client";
import { AppError } from "../errors";
import { hashApiKey } from "../secrets";
import { beforeAttempt } from "./attempts";
import type { SignedIn, SignedInPerson, Visitor } from "./session";

/** No organization has this id, so that no row of any tenant is in it. */
export const NOWHERE = "";

/** Who calls: a program by its key, or a person by their session. Everything that follows happens in this organization. */
export interface Caller {
  /** `NOWHERE` for a person who belongs to no organization: they hold nothing, and only their account is theirs. */
  readonly organizationId: string;
  /** An owner has asked for the organization's deletion: nothing new is begun there. */
  readonly deleteAfter: Date | null;
  /** Null for a key. */
  readonly userId: string | null;
  /** Null for a key. */
  readonly sessionId: string | null;
  /** Null for a person. */
  readonly apiKeyId: string | null;
  readonly access: Access;
  readonly actor: Actor;
}

/** The caller behind `Authorization: Bearer trk_…`. Throws `unauthorized`; `rate_limited` after many from one address. */
export async function callerOfKey(
  database: Database,
  authorization: string,
  visitor: Visitor,
  now: Date,
): Promise<Caller> {
  const secret = /^Bearer (trk_[A-Za-z0-9_-]{32,200})$/.exec(authorization)?.[1];
  const key = secret ? await apiKeyOf(database, hashApiKey(secret), now) : null;
  if (!key) {
    await beforeAttempt(database, "refusedKey", visitor.address, now);
    throw new AppError("unauthorized", "This API key does not hold. Make one under Settings.");
  }
  const { organizationId, deleteAfter, id, name, scopes, teamId } = key;
  await withOrganization(database, organizationId, (scope) => touchApiKey(scope, id, now));
  return {
    ...{ organizationId, deleteAfter, userId: null, sessionId: null, apiKeyId: id },
    access: accessOfKey(scopes, teamId),
    actor: { kind: "key", id, name, ...visitor },
  };
}

/** The caller behind a session. Throws `unauthorized`. */
export function callerOfSession(
  session: SignedIn | SignedInPerson | null,
  visitor: Visitor,
): Caller {
  if (!session) {
    throw new AppError("unauthorized", "Sign in, or send an API key as `Authorization: Bearer`.");
  }
  const { userId, sessionId, email } = session;
  const place = "organizationId" in session ? session : ELSEWHERE;
  const { organizationId, deleteAfter, access } = place;
  return {
    ...{ organizationId, deleteAfter, userId, sessionId, apiKeyId: null, access },
    actor: personActor({ id: userId, email }, visitor),
  };
}

const ELSEWHERE = {
  ...{ organizationId: NOWHERE, deleteAfter: null, access: { organization: [], teams: {} } },
} as const;
