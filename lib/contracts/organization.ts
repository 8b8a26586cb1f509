import { oc } from "@orpc/contract";
import { z } from "zod";
import { idInput, idSchema, nameSchema, pageInput, pageOf, timeSchema } from "./common";

export const teamSchema = z.object({ id: idSchema, name: z.string(), createdAt: timeSchema });

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  prefix: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const organizationContract = {
  teams: oc
    .route({ method: "GET", path: "/teams", tags: ["Organization"] })
    .input(pageInput)
    .output(pageOf(teamSchema)),
  apiKeys: {
    list: oc
      .route({ method: "GET", path: "/api-keys", tags: ["Organization"] })
      .input(pageInput)
      .output(pageOf(apiKeySchema)),
    create: oc
      .route({ method: "POST", path: "/api-keys", successStatus: 201, tags: ["Organization"] })
      .input(z.object({ name: nameSchema(100) }))
      .output(apiKeySchema.extend({ secret: z.string().meta({ description: "Shown this once" }) })),
    revoke: oc
      .route({ method: "DELETE", path: "/api-keys/{id}", tags: ["Organization"] })
      .input(idInput)
      .output(apiKeySchema),
  },
};
