import { teamsWith } from "@/lib/core/access";
import { getDeletion, listDeletions, showRetention } from "@/lib/queries/data-life";
import { changeRetention } from "@/lib/workspace/change-retention";
import { type ApiContext, api } from "./api-context";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

/** What was deleted, with receipts. */
export const deletionsRouter = {
  list: api.deletions.list.handler(({ input, context }) => {
    const teams = teamsWith(context.caller.access, ["work:read"]);
    return listDeletions(...parts(context), { ...input, teams });
  }),
  get: api.deletions.get.handler(({ input, context }) => getDeletion(...parts(context), input.id)),
};

/** How long what is kept. */
export const retentionRouter = {
  get: api.retention.get.handler(({ context }) => showRetention(...parts(context))),
  set: api.retention.set.handler(({ input, context }) => changeRetention(...parts(context), input)),
};
