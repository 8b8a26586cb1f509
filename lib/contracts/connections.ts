import { oc } from "@orpc/contract";
import { z } from "zod";
import { idSchema, nameSchema, pageInput, pageOf, providerKindSchema, timeSchema } from "./common";

export const connectionSchema = z.object({
  id: idSchema,
  name: z.string(),
  provider: providerKindSchema,
  baseUrl: z.string().nullable(),
  /** The last characters of the key, so that people can tell two apart. */
  keyHint: z.string(),
  simulated: z.boolean().meta({ description: "Set by the server: the provider is a sandbox" }),
  createdAt: timeSchema,
});
export type Connection = z.infer<typeof connectionSchema>;

export const createConnectionInput = z.object({
  name: nameSchema(100),
  provider: providerKindSchema,
  apiKey: z.string().trim().min(1).max(500),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  settings: z
    .record(z.string().max(50), z.string().max(500))
    .optional()
    .meta({ description: "What this kind of provider needs besides, by name" }),
});

export const connectionsContract = {
  create: oc
    .route({ method: "POST", path: "/connections", successStatus: 201, tags: ["Connections"] })
    .input(createConnectionInput)
    .output(connectionSchema),
  list: oc
    .route({ method: "GET", path: "/connections", tags: ["Connections"] })
    .input(pageInput)
    .output(pageOf(connectionSchema)),
};
