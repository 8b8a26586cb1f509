import { json, type Reply } from "../http";
import { invalid, refuse } from "./errors";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** A page of records, newest first. `after_id` goes on towards older ones, `before_id` towards newer ones. */
export function paginate<T extends { id: string }>(
  all: readonly T[],
  query: URLSearchParams,
  show: (record: T) => Record<string, unknown>,
): Reply {
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return refuse(invalid(`limit: Input should be between 1 and ${MAX_LIMIT}`));
  }
  const [after, before] = [query.get("after_id"), query.get("before_id")];
  if (after !== null && before !== null) {
    return refuse(invalid("Only one of after_id and before_id may be given."));
  }
  const found = pageOf(all, limit, after, before);
  if (found === null) return refuse(invalid("Nothing has the id that the page begins at."));
  return json(200, {
    data: found.page.map(show),
    has_more: found.more,
    first_id: found.page[0]?.id ?? null,
    last_id: found.page.at(-1)?.id ?? null,
  });
}

function pageOf<T extends { id: string }>(
  all: readonly T[],
  limit: number,
  after: string | null,
  before: string | null,
): { page: readonly T[]; more: boolean } | null {
  const mark = after ?? before;
  const at = mark === null ? -1 : all.findIndex(({ id }) => id === mark);
  if (mark !== null && at === -1) return null;
  if (before !== null) {
    const from = Math.max(0, at - limit);
    return { page: all.slice(from, at), more: from > 0 };
  }
  return { page: all.slice(at + 1, at + 1 + limit), more: all.length > at + 1 + limit };
}
