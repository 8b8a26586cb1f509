import { oc } from "@orpc/contract";
import { z } from "zod";
import { KEY_SCOPES, PERMISSIONS, ROLES } from "../core/access";
import { KEY_STATUSES } from "../core/api-key";
import {
  amountSchema,
  idInput,
  idSchema,
  moneySchema,
  nameSchema,
  pageInput,
  pageOf,
  timeSchema,
} from "./common";

const keyScopeSchema = z.enum(KEY_SCOPES);

const DEFAULT_SCOPES = ["read", "submit"] as const;

export const createApiKeyInput = z.object({
  name: nameSchema(100),
  scopes: z
    .array(keyScopeSchema)
    .min(1)
    .max(KEY_SCOPES.length)
    .default([...DEFAULT_SCOPES])
    .meta({
      description:
        "What it is for: `read` sees data, jobs and reports; `submit` uploads and prepares jobs; `approve` lets them spend; `admin` does what an admin does. Left out: `read` and `submit`, which spend nothing",
    }),
  teamId: idSchema.nullable().default(null).meta({ description: "Holds in this team alone" }),
  expiresAt: timeSchema.nullable().default(null),
  budgetUsd: amountSchema.nullable().default(null).meta({
    description:
      "The most that jobs made with it may cost in all. Simulated money counts apart, against the same figure",
  }),
});

export type CreateApiKeyInput = z.input<typeof createApiKeyInput>;

const updateApiKeyInput = idInput.extend({
  name: nameSchema(100).optional(),
  budgetUsd: amountSchema.nullable().optional(),
  expiresAt: timeSchema.nullable().optional(),
});

export type UpdateApiKeyInput = z.input<typeof updateApiKeyInput>;

const rotateApiKeyInput = idInput.extend({
  overlapHours: z.number().int().min(0).max(168).default(24).meta({
    description: "For how long the secret of before holds beside the new one",
  }),
});

const spendSchema = z.object({
  spentUsd: moneySchema.meta({ description: "What jobs made with it were billed" }),
  reservedUsd: moneySchema.meta({ description: "What running jobs of it may still cost at most" }),
  unpricedRows: z
    .number()
    .int()
    .meta({ description: "Rows whose cost nobody knows; they are in neither sum" }),
});

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  prefix: z.string(),
  status: z.enum(KEY_STATUSES).meta({
    description: "`expiring`: within 14 days; `rotating`: the secret of before holds too",
  }),
  scopes: z.array(keyScopeSchema),
  teamId: idSchema.nullable().meta({ description: "Null: a key of the whole organization" }),
  teamName: z.string().nullable(),
  expiresAt: timeSchema.nullable(),
  previousUntil: timeSchema.nullable().meta({
    description: "The secret before the last rotation holds until then; null: no longer",
  }),
  budgetUsd: moneySchema.nullable(),
  ...spendSchema.shape,
  simulated: spendSchema.meta({ description: "The same of simulated money" }),
  createdAt: timeSchema,
  createdByName: z.string().nullable(),
  lastUsedAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

const withSecret = apiKeySchema.extend({
  secret: z.string().meta({ description: "Shown this once" }),
});

const bytesSchema = (least: number) =>
  z.number().int().min(least).max(Number.MAX_SAFE_INTEGER).nullable();

const roleSchema = z
  .enum(ROLES)
  .nullable()
  .meta({ description: "Null: a key, or somebody who is only in teams" });
const permissionsSchema = z.array(z.enum(PERMISSIONS));

const limitsInput = z.object({
  maxUploadBytes: bytesSchema(1)
    .optional()
    .meta({ description: "Of one file. Null: the installation's limit alone" }),
  maxStoredBytes: bytesSchema(0)
    .optional()
    .meta({ description: "Of all files together. Null: no limit" }),
});

export const organizationSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  /** What the caller may do: in the whole organization, and besides in single teams, by their ids. */
  access: z.object({
    organization: permissionsSchema,
    teams: z.record(z.string(), permissionsSchema),
  }),
  createdAt: timeSchema,
  deleteAfter: timeSchema
    .nullable()
    .meta({ description: "Its deletion was asked for: when it is removed. Nothing new is begun" }),
  /** The keys that its texts and objects are sealed with. */
  dataKeys: z.object({ count: z.number().int(), newestAt: timeSchema.nullable() }),
  limits: z.object({
    maxUploadBytes: bytesSchema(1),
    maxStoredBytes: bytesSchema(0),
    installationUploadBytes: z.number().int().meta({
      description: "What one file may have on this installation, whatever the organization's limit",
    }),
    installationStoredBytes: z.number().int().nullable().meta({
      description:
        "What all files of one organization may come to on this installation. Null: no limit",
    }),
    storedBytes: z.number().int().nullable().meta({
      description: "What its files come to; null for a caller who may not see all of them",
    }),
  }),
});
export type Organization = z.infer<typeof organizationSchema>;

export const ownOrganizationSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  deleteAfter: timeSchema.nullable(),
  current: z.boolean().meta({ description: "Whether this call happens in it" }),
});
export type OwnOrganization = z.infer<typeof ownOrganizationSchema>;

/** What belongs to a person, who may be in several organizations. */
export const organizationsContract = {
  list: oc
    .route({ method: "GET", path: "/organizations", tags: ["Organization"] })
    .output(pageOf(ownOrganizationSchema)),
  create: oc
    .route({
      method: "POST",
      path: "/organizations",
      successStatus: 201,
      tags: ["Organization"],
      description:
        "Makes another organization, which the caller owns. Where sign-up is closed, only somebody who owns one may. The session still shows the present one: see `switch`.",
    })
    .input(z.object({ name: nameSchema(100) }))
    .output(ownOrganizationSchema),
  switch: oc
    .route({
      method: "POST",
      path: "/organizations/{id}/switch",
      tags: ["Organization"],
      description: "Makes the session show another organization of the caller.",
    })
    .input(idInput)
    .output(ownOrganizationSchema),
};

export const organizationContract = {
  get: oc
    .route({ method: "GET", path: "/organization", tags: ["Organization"] })
    .output(organizationSchema),
  update: oc
    .route({ method: "PATCH", path: "/organization", tags: ["Organization"] })
    .input(z.object({ name: nameSchema(100).optional(), limits: limitsInput.optional() }))
    .output(organizationSchema),
  deletion: {
    request: oc
      .route({
        method: "POST",
        path: "/organization/deletion",
        tags: ["Organization"],
        description:
          "Has the organization removed with all that belongs to it after 14 days. Until then its jobs are cancelled, nothing new is begun, and an owner can take it back.",
      })
      .input(z.object({ name: z.string().max(200).meta({ description: "Its name, as a proof" }) }))
      .output(organizationSchema),
    revoke: oc
      .route({
        method: "DELETE",
        path: "/organization/deletion",
        tags: ["Organization"],
        description: "Keeps the organization after all. 409 once the 14 days are over.",
      })
      .output(organizationSchema),
  },
  rotateDataKey: oc
    .route({
      method: "POST",
      path: "/organization/data-key/rotation",
      tags: ["Organization"],
      description:
        "Seals with a new key from now on. What older keys have sealed still opens with them.",
    })
    .output(organizationSchema),
  apiKeys: {
    list: oc
      .route({ method: "GET", path: "/api-keys", tags: ["Organization"] })
      .input(pageInput)
      .output(pageOf(apiKeySchema)),
    create: oc
      .route({ method: "POST", path: "/api-keys", successStatus: 201, tags: ["Organization"] })
      .input(createApiKeyInput)
      .output(withSecret),
    update: oc
      .route({
        method: "PATCH",
        path: "/api-keys/{id}",
        tags: ["Organization"],
        description:
          "Changes its name, budget or end. A budget below what is spent stops further jobs and none that runs.",
      })
      .input(updateApiKeyInput)
      .output(apiKeySchema),
    rotate: oc
      .route({
        method: "POST",
        path: "/api-keys/{id}/rotate",
        tags: ["Organization"],
        description:
          "Gives it a new secret. That of before holds for the overlap; one from a rotation before ends.",
      })
      .input(rotateApiKeyInput)
      .output(withSecret),
    revoke: oc
      .route({ method: "DELETE", path: "/api-keys/{id}", tags: ["Organization"] })
      .input(idInput)
      .output(apiKeySchema),
  },
};
