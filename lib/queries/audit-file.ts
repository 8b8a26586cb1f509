import type { AuditEntry, ExportFormat } from "../contracts/audit";
import { csvText } from "../core/csv-text";
import { type AuditFilter, type AuditPlace, listAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import { type AuditWish, filterOf, showAuditEntry } from "./audit";

const MEDIA_TYPES = { jsonl: "application/x-ndjson", csv: "text/csv; charset=utf-8" } as const;

/** The audit log as a file, newest first, as it is at this moment; memory does not grow with its length. */
export function auditFile(
  runtime: Runtime,
  organizationId: string,
  { format, ...wish }: AuditWish & { readonly format: ExportFormat },
): { fileName: string; mediaType: string; bytes: AsyncIterable<Uint8Array> } {
  const now = new Date(runtime.now());
  const filter = filterOf(wish);
  const to = filter.to && filter.to < now ? filter.to : now;
  const pages = everyEntry(runtime, organizationId, { ...filter, to });
  return {
    fileName: `audit-${now.toISOString().slice(0, 10)}.${format}`,
    mediaType: MEDIA_TYPES[format],
    bytes: format === "csv" ? csvOf(pages) : jsonLinesOf(pages),
  };
}

/** How many entries are in memory at once, and are written at once. */
const PAGE = 1_000;

/** Page by page in the order of the log, each in a transaction of its own: what is added meanwhile is no older than `to`. */
async function* everyEntry(
  { database }: Runtime,
  organizationId: string,
  filter: AuditFilter,
): AsyncGenerator<AuditEntry[]> {
  let after: AuditPlace | null = null;
  do {
    const page: { after: AuditPlace | null; limit: number } = { after, limit: PAGE };
    const found = await withOrganization(database, organizationId, (scope) =>
      listAudit(scope, filter, page),
    );
    yield found.map(showAuditEntry);
    after = found.length < PAGE ? null : (found.at(-1) ?? null);
  } while (after);
}

async function* jsonLinesOf(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<Uint8Array> {
  for await (const entries of pages) {
    yield Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  }
}

const HEAD = [
  ...["id", "at", "actor_kind", "actor_id", "actor_name", "action"],
  ...["subject_kind", "subject_id", "subject_name", "address", "user_agent", "before", "after"],
];
const LINE_END = "\r\n";
/** Without it Excel takes UTF-8 for the machine's old code page. */
const BYTE_ORDER_MARK = "\uFEFF";

async function* csvOf(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${BYTE_ORDER_MARK}${HEAD.join(",")}${LINE_END}`);
  for await (const entries of pages) yield Buffer.from(entries.map(lineOf).join(""));
}

function lineOf({ actor, subject, ...entry }: AuditEntry): string {
  const cells = [
    ...[entry.id, entry.at, actor.kind, actor.id, actor.name, entry.action],
    ...[subject.kind, subject.id, subject.name, entry.address, entry.userAgent],
    ...[entry.before, entry.after].map((values) => values && JSON.stringify(values)),
  ];
  return cells.map((cell) => csvText(cell ?? "")).join(",") + LINE_END;
}
