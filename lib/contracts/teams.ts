import { oc } from "@orpc/contract";
import { z } from "zod";
import { TEAM_ROLES } from "../core/access";
import { idInput, idSchema, nameSchema, pageInput, pageOf, timeSchema } from "./common";

export const teamSchema = z.object({
  id: idSchema,
  name: z.string(),
  members: z.number().int(),
  archivedAt: timeSchema.nullable(),
  createdAt: timeSchema,
});
export type Team = z.infer<typeof teamSchema>;

const teamRoleSchema = z.enum(TEAM_ROLES);

export const teamMemberSchema = z.object({
  /** The person's. */
  userId: idSchema,
  name: z.string(),
  email: z.string(),
  role: teamRoleSchema,
});
export type TeamMember = z.infer<typeof teamMemberSchema>;

const tags = ["Teams"];
const person = idInput.extend({ userId: idSchema });

export const teamsContract = {
  list: oc
    .route({ method: "GET", path: "/teams", tags })
    .input(pageInput)
    .output(pageOf(teamSchema)),
  create: oc
    .route({ method: "POST", path: "/teams", successStatus: 201, tags })
    .input(z.object({ name: nameSchema(100) }))
    .output(teamSchema),
  update: oc
    .route({
      method: "PATCH",
      path: "/teams/{id}",
      tags,
      description: "An archived team keeps its data and its reports; nothing new is begun in it.",
    })
    .input(idInput.extend({ name: nameSchema(100).optional(), archived: z.boolean().optional() }))
    .output(teamSchema),
  members: oc
    .route({ method: "GET", path: "/teams/{id}/members", tags })
    .input(idInput.extend(pageInput.shape))
    .output(pageOf(teamMemberSchema)),
  setMember: oc
    .route({
      method: "PUT",
      path: "/teams/{id}/members/{userId}",
      tags,
      description: "Gives a member of the organization a role in the team.",
    })
    .input(person.extend({ role: teamRoleSchema }))
    .output(teamMemberSchema),
  removeMember: oc
    .route({ method: "DELETE", path: "/teams/{id}/members/{userId}", tags })
    .input(person)
    .output(z.object({ userId: idSchema })),
};
