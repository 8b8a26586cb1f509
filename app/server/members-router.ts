import { teamsOf } from "@/lib/core/access";
import { AppError } from "@/lib/errors";
import { listTeams } from "@/lib/queries/teams";
import { type ApiContext, api } from "./api-context";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

const notYet = (): never => {
  throw new AppError("not_ready", "This is not there yet. Wait.");
};

export const membersRouter = {
  list: api.members.list.handler(notYet),
  update: api.members.update.handler(notYet),
  remove: api.members.remove.handler(notYet),
  transfer: api.members.transfer.handler(notYet),
};

export const invitationsRouter = {
  list: api.invitations.list.handler(notYet),
  create: api.invitations.create.handler(notYet),
  revoke: api.invitations.revoke.handler(notYet),
};

export const teamsRouter = {
  list: api.teams.list.handler(({ input, context }) =>
    listTeams(...parts(context), { ...input, teams: teamsOf(context.caller.access) }),
  ),
  create: api.teams.create.handler(notYet),
  update: api.teams.update.handler(notYet),
  members: api.teams.members.handler(notYet),
  setMember: api.teams.setMember.handler(notYet),
  removeMember: api.teams.removeMember.handler(notYet),
};
