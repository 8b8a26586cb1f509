import type { AccountMailKind } from "../mail/mail";
import type { Runtime } from "../runtime";

export interface OwnersMail {
  readonly kind: Extract<AccountMailKind, `organization${string}`>;
  /** Begins the id of each mail, so that one that is sent twice is shown once. */
  readonly messageId: string;
  readonly values: Readonly<Record<string, string>>;
  /** Told in each owner's language. */
  readonly dates?: Readonly<Record<string, Date>>;
}

/** Writes to each owner of an organization. Rejects when a mail was not taken. */
export async function tellOwners(
  { settings, sendMail }: Runtime,
  owners: readonly { readonly email: string; readonly locale: string }[],
  { kind, messageId, values, dates = {} }: OwnersMail,
): Promise<void> {
  for (const [n, { email, locale }] of owners.entries()) {
    const told = Object.entries(dates).map(([name, date]) => [name, inWords(date, locale)]);
    await sendMail({
      ...{ to: email, locale, messageId: `${messageId}-${n}` },
      content: {
        ...{ template: "account", kind, url: `${settings.publicUrl}/settings` },
        values: { ...values, ...Object.fromEntries(told) },
      },
    });
  }
}

/** Writes to each owner behind the back of the request, whose change is made whether or not a mail goes out. */
export function tellOwnersLater(
  runtime: Runtime,
  owners: Parameters<typeof tellOwners>[1],
  mail: OwnersMail,
): void {
  void tellOwners(runtime, owners, mail).catch((err) =>
    runtime.log.error({ err, kind: mail.kind }, "owners were not told by mail"),
  );
}

const inWords = (date: Date, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
