import type { Visitor } from "@/lib/auth/session";
import { plainAddress } from "@/lib/core/network";
import { readEnv } from "@/lib/env";
import { PEER_HEADER } from "./peer-address";

/** Who is at the other end, for counts and for the list of sessions. */
export function visitorOf({ headers }: Request): Visitor {
  return {
    address: clientAddress(headers, readEnv().TRUST_PROXY),
    userAgent: headers.get("user-agent") ?? "",
  };
}

/**
 * The client's address. Each of `trusted` proxies before us has added the address that it saw to `X-Forwarded-For`; what
 * stands further left was written by whoever sent the request, and is worth nothing.
 */
export function clientAddress(headers: Headers, trusted: number): string {
  const peer = headers.get(PEER_HEADER) ?? "unknown";
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const seen = [...forwarded.filter(Boolean), peer];
  return plainAddress(seen[Math.max(0, seen.length - 1 - trusted)] ?? peer);
}
