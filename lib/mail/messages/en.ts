/** Every text of the mails; the other languages have the same keys. */
export const en = {
  language: "en",
  account: {
    signUp: {
      subject: "Confirm your address for Tranche",
      text: "Open the link to set up your account and your organization. It holds for 24 hours and works once.",
      open: "Set up my account",
      note: "Nobody asked for this at your place? Then do nothing: without the link no account is made.",
    },
    signUpKnown: {
      subject: "You have an account with Tranche",
      text: "Somebody, probably you, wanted to make an account with this address. There is one already: sign in with it, or ask for a new password there.",
      open: "Sign in",
      note: "It was not you? Then do nothing: nothing has changed.",
    },
    signIn: {
      subject: "Your link to sign in to Tranche",
      text: "Open the link to sign in. It holds for 15 minutes and works once, in any browser.",
      open: "Sign in",
      note: "You did not ask for it? Then do nothing, and give the link to nobody: whoever opens it is you.",
    },
    reset: {
      subject: "Choose a new password for Tranche",
      text: "Open the link to choose a new password. It holds for 30 minutes and works once. All devices are signed out then.",
      open: "Choose a new password",
      note: "You did not ask for it? Then do nothing: your password stays as it is.",
    },
    newAddress: {
      subject: "Confirm your new address for Tranche",
      text: "Open the link to sign in with {email} from now on. It holds for one hour and works once.",
      open: "Confirm this address",
      note: "You did not ask for it? Then do nothing: no account takes your address.",
    },
    addressChanged: {
      subject: "Your address with Tranche has changed",
      text: "Your account now has the address {email}. Mails come there from now on.",
      open: "Open my account",
      note: "It was not you? Tell the owner of your organization at once.",
    },
    passwordChanged: {
      subject: "Your password for Tranche has changed",
      text: "A new password was set for your account. The other devices are signed out.",
      open: "Open my account",
      note: "It was not you? Ask for a new password on the sign-in page at once.",
    },
    secondFactorOn: {
      subject: "Two-step sign-in is on",
      text: "Signing in to Tranche now asks for a code of your authenticator. Keep the recovery codes apart from your device.",
      open: "Open my account",
      note: "It was not you? Ask for a new password on the sign-in page at once, and tell the owner of your organization.",
    },
    secondFactorOff: {
      subject: "Two-step sign-in is off",
      text: "Signing in to Tranche no longer asks for a code.",
      open: "Open my account",
      note: "It was not you? Ask for a new password on the sign-in page at once.",
    },
    accountLinked: {
      subject: "You can sign in with {provider}",
      text: "Your account was opened with {provider} for the first time. {provider} confirmed your address, so both now lead to the same account.",
      open: "Open my account",
      note: "It was not you? Tell the owner of your organization at once.",
    },
    organizationClosing: {
      subject: "{organization} will be deleted on {date}",
      text: "{person} has asked for the deletion of {organization}. Its jobs are cancelled and nothing new is begun. On {date} its data, results, keys and settings are removed for good. Until then an owner can keep it, and take out all that is in it.",
      open: "Open the settings",
      note: "Was this a mistake? Choose “Keep the organization” there, before that day.",
    },
    organizationKept: {
      subject: "{organization} is kept",
      text: "{person} has taken back the deletion of {organization}. Nothing was removed. Jobs that were cancelled meanwhile stay cancelled.",
      open: "Open the settings",
      note: "You get this because you own the organization.",
    },
    organizationRemoved: {
      subject: "{organization} was removed",
      text: "On {date} everything of {organization} was removed: {datasets} datasets and {jobs} jobs with {objects} stored objects ({size}), and its keys, so that no copy of them opens any more. Files at providers were removed for {removed} batches; for {kept} they stay because a connection is set to leave them, and for {refused} the provider refused.",
      open: "Open Tranche",
      note: "This is your receipt. Your own account stays. Backups of this installation go when their time is over.",
    },
    invitation: {
      subject: "You are invited to {organization}",
      text: "{inviter} invites you to work with {organization} in Tranche. Open the link to accept. It holds for seven days and works once.",
      open: "See the invitation",
      note: "You do not know who that is? Then do nothing: without the link nobody joins with your address.",
    },
    removed: {
      subject: "You are no longer in {organization}",
      text: "You were taken out of {organization}. The API keys that you made there hold no longer. Your account stays as it is.",
      open: "Open Tranche",
      note: "You did not expect this? Ask an owner of the organization.",
    },
    ownershipGiven: {
      subject: "You now own {organization}",
      text: "{person} has handed {organization} over to you. As an owner you decide on its members, its money and its end.",
      open: "Open the settings",
      note: "You did not expect this? Talk to the one who handed it over.",
    },
    ownershipTaken: {
      subject: "{organization} has a new owner",
      text: "You have handed {organization} over to {person}, and are an admin there now.",
      open: "Open the settings",
      note: "It was not you? Change your password at once, and talk to the new owner.",
    },
  },
  jobEnded: {
    subject: {
      completed: "Job “{name}” is complete",
      completed_with_errors: "Job “{name}” is complete, with errors",
      failed: "Job “{name}” failed",
      cancelled: "Job “{name}” was cancelled",
    },
    intro: {
      completed: "Every row has its result.",
      completed_with_errors: "Some rows have no result. The results file says why, row by row.",
      failed: "No row has a result. The job’s page says what happened.",
      cancelled: "Rows that were done before have their results.",
    },
    rows: "Rows",
    succeeded: "Succeeded",
    failed: "Failed",
    expired: "Expired",
    cancelled: "Cancelled",
    billed: "Billed",
    realtime: "Same results in real time",
    savings: "Saved",
    unpriced: {
      one: "One row could not be priced and is in none of these amounts.",
      other: "{count} rows could not be priced and are in none of these amounts.",
    },
    simulated: "The money is simulated: this job ran on the sandbox and nobody was billed.",
    open: "Open the job",
  },
} as const;

/** The shape of the English texts, with any words in it. */
export type MailMessages = Texts<typeof en>;

type Texts<Shape> = {
  [Key in keyof Shape]: Shape[Key] extends string ? string : Texts<Shape[Key]>;
};
