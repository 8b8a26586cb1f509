import { oc } from "@orpc/contract";
import { z } from "zod";
import { idSchema, nameSchema, pageInput, pageOf, timeSchema } from "./common";

export const connectionSchema = z.object({
  id: idSchema,
  name: z.string(),
  provider: z.enum(["openai"]),
  baseUrl: z.string().nullable(),
  /** The last characters of the key, so that people can tell two apart. */
  keyHint: z.string(),
  simulated: z.boolean().meta({ description: "Set by the server: the provider is a sandbox" }),
  createdAt: timeSchema,
});
export type Connection = z.infer<typeof connectionSchema>;

export const createConnectionInput = z.object({
  name: nameSchema(100),
  provider: z.enum(["openai"]),
  apiKey: z.string().trim().min(1).max(500),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
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
