import { oc } from "@orpc/contract";
import { z } from "zod";
import { idInput, idSchema, nameSchema, pageOf, timeSchema } from "./common";

const methodSchema = z.enum(["password", "link", "google", "github", "oidc", "demo"]);

export const accountSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  locale: z.string(),
  hasPassword: z.boolean(),
  secondFactor: z.object({ enabled: z.boolean(), recoveryCodesLeft: z.number().int() }),
  /** Providers of identities that lead to this account. */
  providers: z.array(z.object({ provider: methodSchema, since: timeSchema })),
});
export type Account = z.infer<typeof accountSchema>;

export const accountSessionSchema = z.object({
  id: idSchema,
  method: methodSchema,
  /** The address that it came from, as far as proxies are trusted. */
  address: z.string(),
  userAgent: z.string(),
  current: z.boolean().meta({ description: "Whether this call came with it" }),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  expiresAt: timeSchema,
});
export type AccountSession = z.infer<typeof accountSessionSchema>;

/** A password as somebody types it; whether it is good enough is another question. */
export const passwordSchema = z.string().max(1_000);
export const emailSchema = z.string().trim().max(254).pipe(z.email());
const codeSchema = z.string().trim().min(1).max(40);
const recoveryCodesSchema = z.object({
  recoveryCodes: z.array(z.string()).meta({ description: "Shown this once" }),
});
const done = z.object({ done: z.literal(true) });

const tags = ["Account"];

/** What people do with their own account. A key has none. */
export const accountContract = {
  get: oc.route({ method: "GET", path: "/account", tags }).output(accountSchema),
  update: oc
    .route({ method: "PATCH", path: "/account", tags })
    .input(z.object({ name: nameSchema(100).optional(), locale: z.enum(["en", "es"]).optional() }))
    .output(accountSchema),
  changePassword: oc
    .route({ method: "POST", path: "/account/password", tags })
    .input(z.object({ current: passwordSchema.default(""), password: passwordSchema }))
    .output(done),
  changeEmail: oc
    .route({ method: "POST", path: "/account/email", tags })
    .input(z.object({ email: emailSchema, password: passwordSchema.default("") }))
    .output(done),
  sessions: {
    list: oc
      .route({ method: "GET", path: "/account/sessions", tags })
      .output(pageOf(accountSessionSchema)),
    end: oc
      .route({ method: "DELETE", path: "/account/sessions/{id}", tags })
      .input(idInput)
      .output(z.object({ id: idSchema })),
    endOthers: oc
      .route({ method: "DELETE", path: "/account/sessions", tags })
      .output(z.object({ ended: z.number().int() })),
  },
  secondFactor: {
    begin: oc
      .route({ method: "POST", path: "/account/second-factor", tags })
      .input(z.object({ password: passwordSchema.default("") }))
      .output(z.object({ secret: z.string(), uri: z.string() })),
    confirm: oc
      .route({ method: "POST", path: "/account/second-factor/confirm", tags })
      .input(z.object({ code: codeSchema }))
      .output(recoveryCodesSchema),
    renewCodes: oc
      .route({ method: "POST", path: "/account/second-factor/recovery-codes", tags })
      .input(z.object({ code: codeSchema }))
      .output(recoveryCodesSchema),
    end: oc
      .route({ method: "POST", path: "/account/second-factor/end", tags })
      .input(z.object({ code: codeSchema }))
      .output(done),
  },
};
