/** A message to a person, in their language, rendered by whoever carries it. */
export interface OutgoingMail {
  readonly to: string;
  readonly locale: string;
  /** Stable, so that a mail sent twice is shown once. */
  readonly messageId: string;
  readonly content: MailContent;
}

export interface JobEndedMail {
  readonly template: "job-ended";
  readonly jobName: string;
  readonly jobUrl: string;
  readonly status: "completed" | "completed_with_errors" | "failed" | "cancelled";
  readonly counts: {
    readonly rows: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly expired: number;
    readonly cancelled: number;
  };
  /** Exact dollars as decimal strings. */
  readonly billed: string;
  readonly realtime: string;
  readonly savings: string;
  readonly unpricedRows: number;
  readonly simulated: boolean;
}

/** What happens to somebody's account, or to an organization of theirs. */
export type AccountMailKind =
  | "signUp"
  | "signUpKnown"
  | "signIn"
  | "reset"
  | "newAddress"
  | "addressChanged"
  | "passwordChanged"
  | "secondFactorOn"
  | "secondFactorOff"
  | "accountLinked"
  | "organizationClosing"
  | "organizationKept"
  | "organizationRemoved"
  | "invitation"
  | "removed"
  | "ownershipGiven"
  | "ownershipTaken";

/** A link that proves the address, or a notice of a change. */
export interface AccountMail {
  readonly template: "account";
  readonly kind: AccountMailKind;
  /** Where its button leads. The secret stands behind `#`, which browsers send to nobody. */
  readonly url: string;
  /** What fills the places of its text, for example the new address. */
  readonly values: Readonly<Record<string, string>>;
}

export type MailContent = JobEndedMail | AccountMail;
