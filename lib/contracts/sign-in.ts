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
  "second-factor": z.object({ code: z.string().trim().min(1).max(40) }),
} as const;

export type SignInStep = keyof typeof SIGN_IN_STEPS;
export type SignInInput<Step extends SignInStep> = z.infer<(typeof SIGN_IN_STEPS)[Step]>;
