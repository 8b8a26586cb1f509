import type { Actor } from "../core/actor";
import type { AuditChange } from "../core/audit";
import type { Scope } from "./client";
import { toJson } from "./json-column";

/** Who changes something, and when; a `Runtime` is one. */
export interface Author {
  readonly actor: Actor;
  now(): number;
  newId(prefix: "aud"): string;
}

/** Appends what was done to the audit log, in the transaction that does it: neither is there without the other. */
export async function noteAudit(
  scope: Scope,
  { actor, now, newId }: Author,
  { action, id, name, before, after }: AuditChange,
): Promise<void> {
  const [subjectKind = action] = action.split(".");
  await scope.tx.auditEntry.createMany({
    data: [
      {
        id: newId("aud"),
        organizationId: scope.organizationId,
        at: new Date(now()),
        ...{ actorKind: actor.kind, actorId: actor.id, actorName: actor.name },
        ...{ address: actor.address, userAgent: actor.userAgent },
        ...{ action, subjectKind, subjectId: id, subjectName: name },
        ...(before ? { before: toJson(before) } : {}),
        ...(after ? { after: toJson(after) } : {}),
      },
    ],
  });
}
