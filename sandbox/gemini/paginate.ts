import { json, type Reply } from "../http";
import { fault, refuse } from "./errors";

interface PageRule {
  /** The field that holds the list; left out when empty. */
  field: string;
  defaultSize: number;
  maxSize: number;
}

/** One page by `pageSize` and `pageToken`. A size above the greatest is the greatest. */
export function paginate<T extends { id: string }>(
  all: readonly T[],
  query: URLSearchParams,
  { field, defaultSize, maxSize }: PageRule,
  show: (one: T) => unknown,
): Reply {
  const asked = Number(query.get("pageSize") ?? defaultSize);
  if (!Number.isInteger(asked) || asked < 0) return refuse(badParameter("page_size"));
  const size = Math.min(asked || defaultSize, maxSize);
  const token = query.get("pageToken") ?? "";
  const last = all.findIndex(({ id }) => tokenOf(id) === token);
  if (token !== "" && last < 0) return refuse(badParameter("page_token"));
  const page = all.slice(last + 1, last + 1 + size);
  const end = page.at(-1);
  const more = last + 1 + size < all.length && end !== undefined;
  return json(200, {
    ...(page.length > 0 ? { [field]: page.map(show) } : {}),
    ...(more ? { nextPageToken: tokenOf(end.id) } : {}),
  });
}

function tokenOf(id: string): string {
  return Buffer.from(`after:${id}`).toString("base64url");
}

function badParameter(name: string) {
  return fault("INVALID_ARGUMENT", `Invalid value at '${name}'`);
}
