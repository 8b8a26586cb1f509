import { keysShownTo } from "../../db/api-key";
import * as invitation from "../../db/invitation";
import * as membership from "../../db/membership";
import * as team from "../../db/team";
import * as teamMember from "../../db/team-member";
import type { ScopedCalls, World } from "./world";

const PAGE = { after: null, limit: 10, teams: null };
const OWNER = "owner@example.com";
const place = ({ ids }: World) => ({ teamId: ids.team, userId: ids.user });

/** People, what they are, and who was asked to join them. */
export const MEMBER_CALLS: ScopedCalls = {
  lockMembers: [(s) => membership.lockMembers(s), undefined],
  findMember: [(s, { ids }) => membership.findMember(s, ids.user), null],
  findMemberByEmail: [(s) => membership.findMemberByEmail(s, OWNER), null],
  listMembers: [(s) => membership.listMembers(s, PAGE), []],
  countOwners: [(s) => membership.countOwners(s), 0],
  setRole: [(s, { ids }) => membership.setRole(s, ids.user, "viewer"), undefined],
  removeMembership: [(s, { ids }) => membership.removeMembership(s, ids.user), undefined],
  listTeamMembers: [
    (s, { ids }) => teamMember.listTeamMembers(s, { ...PAGE, teamId: ids.team }),
    [],
  ],
  findTeamMember: [(s, world) => teamMember.findTeamMember(s, place(world)), null],
  removeTeamRole: [(s, world) => teamMember.removeTeamRole(s, place(world)), undefined],
  updateTeam: [(s, { ids }) => team.updateTeam(s, ids.team, { name: "Theirs" }), null],
  countOpenTeams: [(s) => team.countOpenTeams(s), 0],
  countTeamMembers: [(s, { ids }) => team.countTeamMembers(s, ids.team), 0],
  keysShownTo: [(s, { ids }) => keysShownTo(s, ids.user), []],
  findInvitation: [(s, { ids }) => invitation.findInvitation(s, ids.invitation), null],
  listInvitations: [(s) => invitation.listInvitations(s, PAGE), []],
  invitationsBy: [(s, { ids }) => invitation.invitationsBy(s, ids.user), []],
  invitationsTo: [(s) => invitation.invitationsTo(s, "guest@example.com"), []],
  revokeInvitation: [
    (s, { ids }) => invitation.revokeInvitation(s, ids.invitation, new Date()),
    undefined,
  ],
  takeInvitation: [
    (s, { ids }) =>
      invitation.takeInvitation(s, { id: ids.invitation, userId: ids.user }, new Date()),
    null,
  ],
};
