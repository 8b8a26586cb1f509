import { json, type Reply } from "../http";
import { detail, type Fault, refuse } from "./words";

/** A page by number, with the count of all records that the filters leave. */
export function paginate<T>(
  records: readonly T[],
  query: URLSearchParams,
  show: (record: T) => Record<string, unknown>,
): Reply {
  const page = whole(query, "page", 0);
  const size = whole(query, "page_size", 100);
  if (typeof page !== "number") return refuse(page);
  if (typeof size !== "number") return refuse(size);
  const data = records.slice(page * size, (page + 1) * size).map(show);
  return json(200, { data, object: "list", total: records.length });
}

function whole(query: URLSearchParams, name: string, unasked: number): number | Fault {
  const text = query.get(name);
  if (text === null) return unasked;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return detail("int_parsing", ["query", name], "Input should be a valid integer");
}
