import { listAudit } from "../../db/audit";
import { auditDaysOf, replaceAuditDays } from "../../db/audit-retention";
import { lockConnection } from "../../db/connection";
import type { ScopedCalls } from "./world";

/** The audit log, and what is read to tell what changed. */
export const AUDIT_CALLS: ScopedCalls = {
  listAudit: [(s) => listAudit(s, {}, { after: null, limit: 9 }), []],
  auditDaysOf: [(s) => auditDaysOf(s), null],
  replaceAuditDays: [(s) => replaceAuditDays(s, 30), null],
  lockConnection: [(s, { connectionId }) => lockConnection(s, connectionId), null],
};
