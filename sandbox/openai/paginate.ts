import { invalidValue, type Refusal, refusal, refuse } from "../chat-completions/errors";
import { json, type Reply } from "../http";

interface PageRule {
  noun: string;
  defaultLimit: number;
  maxLimit: number;
}

/**
 * A cursor page of records as the wire's list object. `newestFirst` are all the records the caller
 * may see; query: `limit`, `after` (the last id of the page before), `order` (asc or desc).
 */
export function paginate<T extends { id: string }>(
  newestFirst: T[],
  query: URLSearchParams,
  rule: PageRule,
  show: (record: T) => Record<string, unknown>,
): Reply {
  const wrong = limitFault(query.get("limit"), rule) ?? orderFault(query.get("order"));
  if (wrong !== null) return refuse(wrong);
  const records = query.get("order") === "asc" ? [...newestFirst].reverse() : newestFirst;
  const after = query.get("after");
  const from = after === null ? 0 : records.findIndex((record) => record.id === after) + 1;
  if (after !== null && from === 0) {
    return refuse(refusal(404, `No ${rule.noun} found with id '${after.slice(0, 100)}'.`, "after"));
  }
  const limit = Number(query.get("limit") ?? rule.defaultLimit);
  const page = records.slice(from, from + limit);
  return json(200, {
    object: "list",
    data: page.map(show),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: from + limit < records.length,
  });
}

function limitFault(text: string | null, { maxLimit }: PageRule): Refusal | null {
  if (text === null) return null;
  const limit = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(limit)) {
    const message = "Invalid type for 'limit': expected an integer, but got a string instead.";
    return refusal(400, message, "limit", "invalid_type");
  }
  const low = limit < 1;
  if (!low && limit <= maxLimit) return null;
  const side = low ? "below minimum" : "above maximum";
  const bound = low ? ">= 1" : `<= ${maxLimit}`;
  const message = `Invalid 'limit': integer ${side} value. Expected a value ${bound}, but got ${limit} instead.`;
  return refusal(
    400,
    message,
    "limit",
    low ? "integer_below_min_value" : "integer_above_max_value",
  );
}

function orderFault(order: string | null): Refusal | null {
  const known = order === null || order === "asc" || order === "desc";
  return known ? null : invalidValue("order", order, ["asc", "desc"]);
}
