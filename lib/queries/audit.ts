import type { AuditEntry } from "../contracts/audit";
import type { AuditAction } from "../core/audit";
import { type AuditFilter, type AuditPlace, type AuditRecord, listAudit } from "../db/audit";
import { auditDaysOf } from "../db/audit-retention";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import { pageOf } from "./page";

/** As a caller writes it. */
export interface AuditWish {
  readonly actor?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly subject?: string | undefined;
  /** ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface AuditPageInput extends AuditWish {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The audit log, newest first. */
export async function auditPage(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, ...wish }: AuditPageInput,
) {
  const page = { after: placeOf(cursor), limit: limit + 1 };
  const found = await withOrganization(runtime.database, organizationId, (scope) =>
    listAudit(scope, filterOf(wish), page),
  );
  return pageOf(found, limit, cursorOf, showAuditEntry);
}

export async function auditRetention(
  runtime: Runtime,
  organizationId: string,
): Promise<{ days: number | null }> {
  const days = await withOrganization(runtime.database, organizationId, auditDaysOf);
  return { days };
}

export const filterOf = ({ from, to, ...rest }: AuditWish): AuditFilter => ({
  ...rest,
  ...(from === undefined ? {} : { from: new Date(from) }),
  ...(to === undefined ? {} : { to: new Date(to) }),
});

export function showAuditEntry(record: AuditRecord): AuditEntry {
  const { id, action, address, userAgent } = record;
  return {
    ...{ id, at: record.at.toISOString() },
    actor: { kind: record.actorKind, id: record.actorId, name: record.actorName },
    action,
    subject: { kind: record.subjectKind, id: record.subjectId, name: record.subjectName },
    ...{ address, userAgent },
    ...{ before: shownValues(record.before), after: shownValues(record.after) },
  };
}

const shownValues = (values: AuditRecord["after"]): AuditEntry["after"] =>
  values && Object.fromEntries(Object.entries(values).map(([name, v]) => [name, shownValue(v)]));

const shownValue = (value: NonNullable<AuditRecord["after"]>[string]) =>
  typeof value === "object" && value !== null ? [...value] : value;

const cursorOf = ({ at, id }: AuditRecord): string => `${at.getTime()}.${id}`;

/** Where a page goes on; from the start where the cursor is none of ours. */
function placeOf(cursor: string | undefined): AuditPlace | null {
  const [, at, id] = /^(\d{1,13})\.(aud_\w{1,64})$/.exec(cursor ?? "") ?? [];
  return at && id ? { at: new Date(Number(at)), id } : null;
}
