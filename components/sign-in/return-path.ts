/** The header in which the proxy tells pages what was asked for: a path with its query. */
export const PATH_HEADER = "x-tranche-path";

const NOWHERE = "https://nowhere.invalid";

/**
 * Where to go after signing in: a path of this site, whatever the address bar says, and "/" for
 * anything else. Another site's address, also one in disguise (`//evil`, `/\evil`), never passes.
 */
export function safeReturnPath(wanted: unknown): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/")) return "/";
  const url = URL.canParse(wanted, NOWHERE) ? new URL(wanted, NOWHERE) : null;
  if (url === null || url.origin !== NOWHERE || url.pathname.startsWith("//")) return "/";
  return url.pathname.startsWith("/sign-in") ? "/" : url.pathname + url.search;
}

/** Where to sign in, to be led to `asked` afterwards; null when that is not known. */
export function signInPath(asked: string | null): string {
  const from = safeReturnPath(asked);
  return from === "/" ? "/sign-in" : `/sign-in?from=${encodeURIComponent(from)}`;
}
