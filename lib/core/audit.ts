/**
 * Everything that the audit log tells: a thing, and what was done to it. What somebody decided stands here, also where
 * Tranche decided in their place; what came of it (a batch sent, a job ended) stands with the thing itself.
 */
export const AUDIT_ACTIONS = [
  "organization.created",
  "organization.updated",
  "organization.deletionRequested",
  "organization.kept",
  "organization.exported",
  "organization.limited",
  "connection.created",
  "connection.updated",
  "dataset.created",
  "dataset.updated",
  "dataset.deleted",
  "job.created",
  "job.approved",
  "job.cancelled",
  "job.retried",
  "job.deleted",
  "deletion.finished",
  "retention.changed",
  "agreement.created",
  "agreement.ended",
  "key.created",
  "key.changed",
  "key.rotated",
  "key.revoked",
  "member.joined",
  "member.changed",
  "member.removed",
  "member.left",
  "invitation.created",
  "invitation.revoked",
  "organization.transferred",
  "team.created",
  "team.updated",
  "team.memberChanged",
  "team.memberRemoved",
  "dataKey.rotated",
  "dataKeys.destroyed",

  "person.signedIn",
  "person.accountLinked",
  "person.passwordChanged",
  "person.emailChanged",
  "person.secondFactorOn",
  "person.secondFactorOff",
  "person.recoveryCodesRenewed",

  "audit.exported",
  "audit.retentionChanged",
  "audit.forgotten",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What the log keeps of a setting: never a prompt, a row, a result or a key. */
export type AuditValues = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** One change, as the verb that made it tells it. */
export interface AuditChange {
  readonly action: AuditAction;
  /** The thing's id. */
  readonly id: string;
  /** What it was called then, for people. */
  readonly name: string | null;
  /** Of settings and prices: what changed, as it was and as it became. */
  readonly before?: AuditValues;
  readonly after?: AuditValues;
}

/** Only what differs between two states of a thing; null when nothing does. */
export function auditDifference(
  before: AuditValues,
  after: AuditValues,
): { readonly before: AuditValues; readonly after: AuditValues } | null {
  const changed = Object.keys(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (changed.length === 0) return null;
  const only = (values: AuditValues) =>
    Object.fromEntries(changed.map((name) => [name, values[name] ?? null]));
  return { before: only(before), after: only(after) };
}

/** The thing that an action was done to: `connection` of `connection.updated`. */
export const subjectOf = (action: AuditAction): string => action.slice(0, action.indexOf("."));

/** How long an organization may keep its log, in days, if not for ever. */
export const AUDIT_DAYS = { least: 30, most: 3_650 } as const;
