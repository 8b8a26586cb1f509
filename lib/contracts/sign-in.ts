import { z } from "zod";
import { emailSchema, passwordSchema } from "./account";
import { nameSchema } from "./common";

const localeSchema = z.enum(["en", "es"]).default("en");
const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const askSchema = z.object({ email: emailSchema, locale: localeSchema });

/** What people send before they are signed in, from our own pages: `POST /api/sign-in/{step}`. */
export const SIGN_IN_STEPS = {
  "sign-up": askSchema,
  "sign-up-confirm": z.object({
    token: tokenSchema,
    name: nameSchema(100),
    organizationName: nameSchema(100),
    password: passwordSchema,
    locale: localeSchema,
  }),
  link: askSchema,
  reset: askSchema,
  "reset-confirm": z.object({ token: tokenSchema, password: passwordSchema }),
  "email-confirm": z.object({ token: tokenSchema }),
  /** Looks at an invitation: `InvitationShown`. Uses nothing up. */
  invitation: z.object({ token: tokenSchema }),
  /**
   * Accepts it: `InvitationAccepted`. Somebody who has no account yet sends `name` and `password` and has one then;
   * somebody who has one is signed in with the invited address and sends the token alone.
   */
  "invitation-accept": z.object({
    token: tokenSchema,
    name: nameSchema(100).optional(),
    password: passwordSchema.optional(),
    locale: localeSchema,
  }),
  "second-factor": z.object({ code: z.string().trim().min(1).max(40) }),
} as const;

export type SignInStep = keyof typeof SIGN_IN_STEPS;
export type SignInInput<Step extends SignInStep> = z.infer<(typeof SIGN_IN_STEPS)[Step]>;

/**
 * What whoever has the link `/invitation#<token>` may know of the invitation. A link that was used, revoked, replaced or is
 * older than seven days: 400 with `details.reason` `link`.
 */
export interface InvitationShown {
  readonly organizationName: string;
  /** The invited address; nobody else can accept. */
  readonly email: string;
  /** Whether there is an account of this address: then one signs in with it first. */
  readonly hasAccount: boolean;
  /** Whether the reader is signed in, and with which address. Null: not signed in. */
  readonly signedInAs: string | null;
  /** The name of who invited, as far as they are still there. */
  readonly invitedBy: string | null;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/**
 * They are in, with role and teams. A new person signs in with `email` and the password just sent; the session of somebody
 * who was signed in shows the new organization. Refusals: 401 for an account's owner who is not signed in, 403 with
 * `details.reason` `address` for somebody who is signed in with another address, 400 with `details.reason` `link`, or with
 * `details.field` `name` or `password` (as `sign-up-confirm`), 429.
 */
export interface InvitationAccepted {
  readonly email: string;
  readonly organizationName: string;
}
