import { type Caller, callerOfKey, callerOfSession } from "@/lib/auth/caller";
import { personBy, signedInBy } from "@/lib/auth/session";
import { sessionIdOf } from "@/lib/auth/session-cookie";
import { AppError } from "@/lib/errors";
import type { Runtime } from "@/lib/runtime";
import { fromOwnPage } from "./own-page";
import { visitorOf } from "./visitor";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** Who calls, by key or by session. A session counts for changes only from our own pages. Throws `unauthorized`, `forbidden`. */
export async function callerOf(runtime: Runtime, request: Request): Promise<Caller> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  const visitor = visitorOf(request);
  const authorization = request.headers.get("authorization");
  if (authorization) return callerOfKey(database, authorization, visitor, now);
  const sessionId = await sessionIdOf(request.headers.get("cookie"));
  if (sessionId && !SAFE_METHODS.includes(request.method) && !fromOwnPage(request)) {
    throw new AppError("forbidden", "This change was asked for by another site.");
  }
  const session = await signedInBy(database, sessionId, now);
  return callerOfSession(session ?? (await personBy(database, sessionId, now)), visitor);
}
