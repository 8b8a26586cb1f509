import type { Job } from "@/lib/contracts/jobs";

export type RefusedRow = NonNullable<Job["refused"]>["first"][number];

/** Rows that one field keeps from being sent for one reason, rising. */
export interface RefusedGroup {
  readonly code: string;
  /** Where the rows differ only in the place in a list, it is left open: `body.messages[…].name`. */
  readonly field: string;
  readonly rows: readonly number[];
}

/** Refused rows by reason and field, the largest group first; equal ones stay in the order of their first row. */
export function groupRefusedRows(refused: readonly RefusedRow[]): RefusedGroup[] {
  const groups = new Map<string, RefusedRow[]>();
  for (const row of refused) {
    const key = `${row.code} ${openPlaces(row.field)}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((group) => groupOf(group))
    .sort((a, b) => b.rows.length - a.rows.length);
}

function groupOf(group: readonly RefusedRow[]): RefusedGroup {
  const fields = new Set(group.map(({ field }) => field));
  const [first] = group;
  const { code = "", field = "" } = first ?? {};
  return {
    code,
    field: fields.size > 1 ? openPlaces(field) : field,
    rows: group.map(({ row }) => row).sort((a, b) => a - b),
  };
}

const openPlaces = (field: string): string => field.replaceAll(/\[\d+\]/g, "[…]");

/** A first and a last row number, the same when it is one row. */
export type RowSpan = readonly [first: number, last: number];

/** Rising row numbers as spans of neighbours. */
export function rowSpans(rows: readonly number[]): RowSpan[] {
  const spans: [number, number][] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    if (last !== undefined && row <= last[1] + 1) last[1] = row;
    else spans.push([row, row]);
  }
  return spans;
}

/** A request without these is none, so that leaving one of them out only moves the refusal. */
const ESSENTIAL_FIELDS: ReadonlySet<string> = new Set(["messages", "model", "input", "max_tokens"]);

/** The field of the bodies that a job may leave out so that the request can be sent; null when no such one helps. */
export function leavableField({ code, field }: Pick<RefusedRow, "code" | "field">): string | null {
  if (code !== "cannot_express") return null;
  const name = /^(?:body|params)\.([^.[]+)/.exec(field)?.[1];
  return name === undefined || ESSENTIAL_FIELDS.has(name) ? null : name;
}
