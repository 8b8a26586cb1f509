import { beforeAttempt } from "../auth/attempts";
import { issueMailToken } from "../auth/mail-token";
import type { Visitor } from "../auth/session";
import { findUserByEmail, normalizeEmail, type UserRecord } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { mailTo } from "./tell-person";

export interface MailRequest {
  readonly email: string;
  /** The language of somebody who has no account yet. */
  readonly locale: string;
}

/**
 * Each of these answers the same at once, whether the address is known or not; what follows happens behind the request's
 * back, and the mail tells. Throws `rate_limited`.
 */
export async function askForSignUp(
  runtime: Runtime,
  request: MailRequest,
  visitor: Visitor,
): Promise<void> {
  if (!runtime.settings.signUpOpen) {
    throw new AppError("forbidden", "New accounts are made by invitation here. Ask an owner.");
  }
  await later(runtime, request, visitor, async (known) => {
    if (known) return mailTo(runtime, known, { kind: "signUpKnown", path: "/sign-in" });
    const email = normalizeEmail(request.email);
    const secret = await newSecret(runtime, { purpose: "sign_up", userId: null, email });
    const to = { email, locale: request.locale };
    return mailTo(runtime, to, { kind: "signUp", path: "/sign-up", secret });
  });
}

/** A link to sign in with. */
export async function askForLink(
  runtime: Runtime,
  request: MailRequest,
  visitor: Visitor,
): Promise<void> {
  await later(runtime, request, visitor, async (known) => {
    if (!known) return;
    const { id: userId, email } = known;
    const secret = await newSecret(runtime, { purpose: "sign_in", userId, email });
    await mailTo(runtime, known, { kind: "signIn", path: "/sign-in/link", secret });
  });
}

/** A link to choose a new password. */
export async function askForReset(
  runtime: Runtime,
  request: MailRequest,
  visitor: Visitor,
): Promise<void> {
  await later(runtime, request, visitor, async (known) => {
    if (!known) return;
    const { id: userId, email } = known;
    const secret = await newSecret(runtime, { purpose: "reset", userId, email });
    await mailTo(runtime, known, { kind: "reset", path: "/sign-in/reset", secret });
  });
}

const newSecret = (
  runtime: Runtime,
  token: Parameters<typeof issueMailToken>[1],
): Promise<string> => issueMailToken(runtime.database, token, new Date(runtime.now()));

async function later(
  runtime: Runtime,
  { email }: MailRequest,
  { address }: Visitor,
  work: (known: UserRecord | null) => Promise<void>,
): Promise<void> {
  const { database, log } = runtime;
  const now = new Date(runtime.now());
  await beforeAttempt(database, "mailAddress", address, now);
  await beforeAttempt(database, "mail", normalizeEmail(email), now);
  void findUserByEmail(database, email)
    .then(work)
    .catch((err) => log.error({ err }, "a mail that was asked for was not sent"));
}
