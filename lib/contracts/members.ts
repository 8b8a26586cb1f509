import { oc } from "@orpc/contract";
import { z } from "zod";
import { ROLES, TEAM_ROLES } from "../core/access";
import { emailSchema } from "./account";
import { idInput, idSchema, pageInput, pageOf, timeSchema } from "./common";

const roleSchema = z.enum(ROLES);
const teamRoleSchema = z.enum(TEAM_ROLES);
/** Without a role in the organization, somebody is only in teams. */
const anyRole = roleSchema.nullable();

const inTeamSchema = z.object({ teamId: idSchema, teamName: z.string(), role: teamRoleSchema });

export const memberSchema = z.object({
  /** The person's. */
  id: idSchema,
  name: z.string(),
  email: z.string(),
  role: anyRole,
  teams: z.array(inTeamSchema),
  secondFactor: z.boolean(),
  joinedAt: timeSchema,
  lastSeenAt: timeSchema.nullable(),
});
export type Member = z.infer<typeof memberSchema>;

export const invitationSchema = z.object({
  id: idSchema,
  email: z.string(),
  role: anyRole,
  teams: z.array(inTeamSchema),
  invitedBy: z.string().nullable(),
  status: z.enum(["open", "expired"]),
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type Invitation = z.infer<typeof invitationSchema>;

const givenTeams = z
  .array(z.object({ teamId: idSchema, role: teamRoleSchema }))
  .max(50)
  .default([]);

const tags = ["Members"];

export const membersContract = {
  list: oc
    .route({ method: "GET", path: "/members", tags })
    .input(pageInput)
    .output(pageOf(memberSchema)),
  update: oc
    .route({
      method: "PATCH",
      path: "/members/{id}",
      tags,
      description:
        "Gives somebody another role. Only an owner makes or unmakes owners, and one stays.",
    })
    .input(idInput.extend({ role: anyRole }))
    .output(memberSchema),
  remove: oc
    .route({
      method: "DELETE",
      path: "/members/{id}",
      tags,
      description:
        "Their keys are revoked. Oneself: leaves the organization. The last owner stays.",
    })
    .input(idInput)
    .output(z.object({ id: idSchema })),
  transfer: oc
    .route({
      method: "POST",
      path: "/organization/ownership",
      tags,
      description:
        "Makes another member an owner and oneself an admin, at once. Both are told by mail.",
    })
    .input(z.object({ userId: idSchema }))
    .output(memberSchema),
};

export const invitationsContract = {
  list: oc
    .route({ method: "GET", path: "/invitations", tags })
    .input(pageInput)
    .output(pageOf(invitationSchema)),
  create: oc
    .route({
      method: "POST",
      path: "/invitations",
      successStatus: 201,
      tags,
      description:
        "Invites an address by mail, for seven days and once. A new one takes the place of an open one.",
    })
    .input(z.object({ email: emailSchema, role: anyRole.default(null), teams: givenTeams }))
    .output(invitationSchema),
  revoke: oc
    .route({ method: "DELETE", path: "/invitations/{id}", tags })
    .input(idInput)
    .output(z.object({ id: idSchema })),
};
