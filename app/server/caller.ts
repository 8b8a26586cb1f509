import { type Caller, callerOfKey, callerOfSession } from "@/lib/auth/caller";
import { currentSession } from "@/lib/auth/session";
import type { Process } from "@/lib/compose";
import { AppError } from "@/lib/errors";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** Who calls, by key or by session. A session counts for changes only from our own pages. Throws `unauthorized`, `forbidden`. */
export async function callerOf({ runtime }: Process, request: Request): Promise<Caller> {
  const authorization = request.headers.get("authorization");
  if (authorization) {
    return callerOfKey(runtime.database, authorization, new Date(runtime.now()));
  }
  // Without a cookie there is no session to look for.
  if (!request.headers.get("cookie")) return callerOfSession(runtime.database, null);
  if (!SAFE_METHODS.includes(request.method) && !fromOwnPage(request)) {
    throw new AppError("forbidden", "This change was asked for by another site.");
  }
  return callerOfSession(runtime.database, await currentSession());
}

/** Browsers say where a request comes from, and pages cannot forge it (Fetch Metadata, W3C). */
function fromOwnPage(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin";
  const origin = request.headers.get("origin") ?? "";
  // A sandboxed page says "null".
  return URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}
