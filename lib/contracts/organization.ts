import { oc } from "@orpc/contract";
import { z } from "zod";
import { KEY_SCOPES } from "../core/access";
import { idInput, idSchema, nameSchema, pageInput, pageOf, timeSchema } from "./common";

const keyScopeSchema = z.enum(KEY_SCOPES);

export const createApiKeyInput = z.object({
  name: nameSchema(100),
  scopes: z
    .array(keyScopeSchema)
    .min(1)
    .max(KEY_SCOPES.length)
    .default([...KEY_SCOPES])
    .meta({
      description:
        "What it is for: `read` sees data, jobs and reports; `submit` uploads and prepares jobs; `approve` lets them spend; `admin` does what an admin does",
    }),
  teamId: idSchema.nullable().default(null).meta({ description: "Holds in this team alone" }),
  expiresAt: timeSchema.nullable().default(null),
});

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(keyScopeSchema),
  teamId: idSchema.nullable().meta({ description: "Null: a key of the whole organization" }),
  expiresAt: timeSchema.nullable(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const organizationContract = {
  apiKeys: {
    list: oc
      .route({ method: "GET", path: "/api-keys", tags: ["Organization"] })
      .input(pageInput)
      .output(pageOf(apiKeySchema)),
    create: oc
      .route({ method: "POST", path: "/api-keys", successStatus: 201, tags: ["Organization"] })
      .input(createApiKeyInput)
      .output(apiKeySchema.extend({ secret: z.string().meta({ description: "Shown this once" }) })),
    revoke: oc
      .route({ method: "DELETE", path: "/api-keys/{id}", tags: ["Organization"] })
      .input(idInput)
      .output(apiKeySchema),
  },
};
