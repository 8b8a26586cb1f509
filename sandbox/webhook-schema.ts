import { z } from "zod";

const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/, "not a signing secret (whsec_ and base64)");

/** An address that a customer of a provider has given in its dashboard, to be told when batches end. */
const webhook = z.strictObject({
  /** By name; one that sends events. */
  provider: z.string(),
  /** Whose batches, by their key; those of every account when absent. */
  key: z.string().min(1).optional(),
  url: z.url({ protocol: /^https?$/ }),
  secret,
  /** The secret before this one: `rotated_secret` signs with both. Invented when absent. */
  oldSecret: secret.optional(),
});

export const webhookList = z.array(webhook);
export type Webhook = z.infer<typeof webhook>;
