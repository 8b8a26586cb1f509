import { teamsOf } from "@/lib/core/access";
import { getInvitation, listInvitations } from "@/lib/queries/invitations";
import { getMember, listMembers } from "@/lib/queries/members";
import { getTeam, getTeamMember, listTeamMembers, listTeams } from "@/lib/queries/teams";
import { changeRole } from "@/lib/workspace/change-role";
import { createTeam } from "@/lib/workspace/create-team";
import { inviteMember } from "@/lib/workspace/invite-member";
import { removeMember } from "@/lib/workspace/remove-member";
import { removeTeamMember } from "@/lib/workspace/remove-team-member";
import { revokeInvitation } from "@/lib/workspace/revoke-invitation";
import { setTeamMember } from "@/lib/workspace/set-team-member";
import { transferOwnership } from "@/lib/workspace/transfer-ownership";
import { updateTeam } from "@/lib/workspace/update-team";
import { type ApiContext, api } from "./api-context";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

/** Who gives and takes roles here. */
const giver = ({ caller: { userId, access } }: ApiContext) => ({ userId, access });

export const membersRouter = {
  list: api.members.list.handler(({ input, context }) => listMembers(...parts(context), input)),
  update: api.members.update.handler(async ({ input: { id, role }, context }) => {
    await changeRole(...parts(context), { userId: id, role, giver: giver(context) });
    return getMember(...parts(context), id);
  }),
  remove: api.members.remove.handler(async ({ input: { id }, context }) => {
    await removeMember(...parts(context), { userId: id, giver: giver(context) });
    return { id };
  }),
  transfer: api.members.transfer.handler(async ({ input: { userId }, context }) => {
    const owners = { fromId: context.caller.userId, toId: userId };
    await transferOwnership(...parts(context), owners);
    return getMember(...parts(context), userId);
  }),
};

export const invitationsRouter = {
  list: api.invitations.list.handler(({ input, context }) =>
    listInvitations(...parts(context), { ...input, access: context.caller.access }),
  ),
  create: api.invitations.create.handler(async ({ input, context }) => {
    const id = context.newId("inv");
    await inviteMember(...parts(context), { ...input, id, giver: giver(context) });
    return getInvitation(...parts(context), id);
  }),
  revoke: api.invitations.revoke.handler(async ({ input: { id }, context }) => {
    await revokeInvitation(...parts(context), { id, giver: giver(context) });
    return { id };
  }),
};

export const teamsRouter = {
  list: api.teams.list.handler(({ input, context }) =>
    listTeams(...parts(context), { ...input, teams: teamsOf(context.caller.access) }),
  ),
  create: api.teams.create.handler(async ({ input: { name }, context }) => {
    const id = context.newId("team");
    await createTeam(...parts(context), { id, name });
    return getTeam(...parts(context), id);
  }),
  update: api.teams.update.handler(async ({ input, context }) => {
    await updateTeam(...parts(context), input);
    return getTeam(...parts(context), input.id);
  }),
  members: api.teams.members.handler(({ input, context }) =>
    listTeamMembers(...parts(context), { ...input, access: context.caller.access }),
  ),
  setMember: api.teams.setMember.handler(async ({ input: { id, userId, role }, context }) => {
    const place = { teamId: id, userId };
    await setTeamMember(...parts(context), { ...place, role, giver: giver(context) });
    return getTeamMember(...parts(context), place);
  }),
  removeMember: api.teams.removeMember.handler(async ({ input: { id, userId }, context }) => {
    await removeTeamMember(...parts(context), { teamId: id, userId, giver: giver(context) });
    return { userId };
  }),
};
