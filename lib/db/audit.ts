import type { Actor } from "../core/actor";
import type { AuditAction, AuditChange, AuditValues } from "../core/audit";
import { subjectOf } from "../core/audit";
import type { Scope } from "./client";
import type { AuditEntry } from "./generated/client";
import { toJson } from "./json-column";

/** Who changes something, and when; a `Runtime` is one. */
export interface Author {
  readonly actor: Actor;
  now(): number;
  newId(prefix: "aud"): string;
}

/** In characters. What others chose to call themselves does not fill the log. */
const LONGEST_NAME = 200;
const LONGEST_USER_AGENT = 400;

/** Appends what was done to the audit log, in the transaction that does it: neither is there without the other. */
export async function noteAudit(
  scope: Scope,
  { actor, now, newId }: Author,
  { action, id, name, before, after }: AuditChange,
): Promise<void> {
  await scope.tx.auditEntry.createMany({
    data: [
      {
        id: newId("aud"),
        organizationId: scope.organizationId,
        at: new Date(now()),
        ...{ actorKind: actor.kind, actorId: actor.id },
        actorName: cut(actor.name, LONGEST_NAME),
        address: actor.address,
        userAgent: actor.userAgent && cut(actor.userAgent, LONGEST_USER_AGENT),
        ...{ action, subjectKind: subjectOf(action), subjectId: id },
        subjectName: name && cut(name, LONGEST_NAME),
        ...(before ? { before: toJson(before) } : {}),
        ...(after ? { after: toJson(after) } : {}),
      },
    ],
  });
}

/** By whole characters: half of a pair has no UTF-8. */
const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${[...text.slice(0, 2 * longest)].slice(0, longest).join("")}…`;

export interface AuditRecord extends Omit<AuditEntry, "organizationId" | "before" | "after"> {
  readonly before: AuditValues | null;
  readonly after: AuditValues | null;
}

export interface AuditFilter {
  /** The id of a person or key, or `system`. */
  readonly actor?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** The id of the thing. */
  readonly subject?: string | undefined;
  readonly from?: Date | undefined;
  /** No more in it. */
  readonly to?: Date | undefined;
}

export interface AuditPlace {
  readonly at: Date;
  readonly id: string;
}

/** Entries, newest first. `after`: the last one seen; null begins with the newest. */
export async function listAudit(
  scope: Scope,
  { actor, action, subject, from, to }: AuditFilter,
  { after, limit }: { readonly after: AuditPlace | null; readonly limit: number },
): Promise<AuditRecord[]> {
  const rows = await scope.tx.auditEntry.findMany({
    where: {
      organizationId: scope.organizationId,
      ...(actor === undefined
        ? {}
        : actor === "system"
          ? { actorKind: "system" }
          : { actorId: actor }),
      ...(action === undefined ? {} : { action }),
      ...(subject === undefined ? {} : { subjectId: subject }),
      at: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) },
      ...(after ? olderThan(after) : {}),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(({ organizationId: _, ...row }) => ({
    ...row,
    before: row.before as AuditValues | null,
    after: row.after as AuditValues | null,
  }));
}

/** The first condition alone is what the index can begin with. */
const olderThan = ({ at, id }: AuditPlace) => ({
  AND: [{ at: { lte: at } }, { OR: [{ at: { lt: at } }, { id: { lt: id } }] }],
});
