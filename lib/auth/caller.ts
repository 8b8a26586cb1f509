import { organizationOfApiKey, touchApiKey } from "../db/api-key";
import { type Database, withOrganization } from "../db/client";
import { membershipsOf } from "../db/user";
import { AppError } from "../errors";
import { hashApiKey } from "../secrets";
import { beforeAttempt } from "./attempts";
import type { SignedIn } from "./session";

/** Who calls: a program by its key, or a person by their session. Everything that follows happens in this organization. */
export interface Caller {
  readonly organizationId: string;
  /** Null for a key. */
  readonly userId: string | null;
  /** Null for a key. */
  readonly sessionId: string | null;
}

/** The caller behind `Authorization: Bearer trk_…`. Throws `unauthorized`; `rate_limited` after many from one address. */
export async function callerOfKey(
  database: Database,
  { authorization, address }: { authorization: string; address: string },
  now: Date,
): Promise<Caller> {
  const secret = /^Bearer (trk_[A-Za-z0-9_-]{32,200})$/.exec(authorization)?.[1];
  const found = secret && (await organizationOfApiKey(database, hashApiKey(secret)));
  if (!found) {
    await beforeAttempt(database, "refusedKey", address, now);
    throw new AppError("unauthorized", "This API key is not valid. Make one under Settings.");
  }
  const { organizationId, apiKeyId } = found;
  await withOrganization(database, organizationId, (scope) => touchApiKey(scope, apiKeyId, now));
  return { organizationId, userId: null, sessionId: null };
}

/** The caller behind a session, if they still belong to its organization. Throws `unauthorized`. */
export async function callerOfSession(
  database: Database,
  session: SignedIn | null,
): Promise<Caller> {
  const memberships = session ? await membershipsOf(database, session.userId) : [];
  const member = memberships.find((m) => m.organizationId === session?.organizationId);
  if (!session || !member) {
    throw new AppError("unauthorized", "Sign in, or send an API key as `Authorization: Bearer`.");
  }
  return {
    organizationId: member.organizationId,
    userId: session.userId,
    sessionId: session.sessionId,
  };
}
