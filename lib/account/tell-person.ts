import type { UserRecord } from "../db/user";
import type { AccountMail, AccountMailKind } from "../mail/mail";
import type { Runtime } from "../runtime";

interface Message {
  readonly kind: AccountMailKind;
  /** Where its button leads: a path of ours. */
  readonly path: string;
  /** Stands behind `#`: browsers send it to nobody, and whoever only looks at the page uses nothing up. */
  readonly secret?: string;
  readonly values?: AccountMail["values"];
}

/** Sends a mail about an account, behind the back of the request: how long that takes tells nobody who exists. */
export function tellPerson(
  runtime: Runtime,
  { email, locale }: Pick<UserRecord, "email" | "locale">,
  message: Message,
): void {
  void mailTo(runtime, { email, locale }, message).catch((err) =>
    runtime.log.error({ err, kind: message.kind }, "a mail about an account was not sent"),
  );
}

export function mailTo(
  runtime: Runtime,
  { email, locale }: Pick<UserRecord, "email" | "locale">,
  { kind, path, secret, values = {} }: Message,
): Promise<void> {
  const url = `${runtime.settings.publicUrl}${path}${secret ? `#${secret}` : ""}`;
  return runtime.sendMail({
    to: email,
    locale,
    messageId: runtime.newId("mail"),
    content: { template: "account", kind, url, values },
  });
}
