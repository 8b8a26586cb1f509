import { auditPage, auditRetention } from "@/lib/queries/audit";
import { setAuditRetention } from "@/lib/workspace/set-audit-retention";
import { type ApiContext, api } from "./api-context";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

/** The audit log of the organization, and how long it is kept. */
export const auditRouter = {
  list: api.audit.list.handler(({ input, context }) => auditPage(...parts(context), input)),
  retention: {
    get: api.audit.retention.get.handler(({ context }) => auditRetention(...parts(context))),
    set: api.audit.retention.set.handler(async ({ input, context }) => ({
      days: await setAuditRetention(...parts(context), input.days),
    })),
  },
};
