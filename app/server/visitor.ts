import type { Visitor } from "@/lib/auth/session";
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
  return plain(seen[Math.max(0, seen.length - 1 - trusted)] ?? peer);
}

/** One spelling: IPv4 in the clothes of IPv6 is IPv4; of IPv6 the network counts, since one customer has a whole one. */
function plain(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!bare.includes(":")) return bare.slice(0, 64);
  const [head = "", tail = ""] = bare.toLowerCase().split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = bare.includes("::") ? tail.split(":").filter(Boolean) : [];
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(":")}::/64`;
}
