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
