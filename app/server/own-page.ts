/** Whether a request was made by one of our own pages: browsers say so, and pages cannot forge it (Fetch Metadata, W3C). */
export function fromOwnPage(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin";
  const origin = request.headers.get("origin") ?? "";
  // A sandboxed page says "null".
  return URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}
