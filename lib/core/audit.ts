/** Everything that the audit log tells: a thing, and what was done to it. */
export const AUDIT_ACTIONS = [
  "organization.created",
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
  "key.created",
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
