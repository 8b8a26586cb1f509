import { describe, expect, it } from "vitest";
import { exportedFunctions, reaches } from "../testing/verbs";

const NOTE = "lib/db/audit.ts#noteAudit";

/** Verbs and their neighbours that note nothing, and why. */
const SILENT: Readonly<Record<string, string>> = {
  "workspace/answer-once.ts#answerOnce": "keeps an answer; what it answers notes itself",
  "workspace/chosen-team.ts#chosenTeam": "reads",
  "workspace/key-giver.ts#givingKey": "reads",
  "workspace/key-giver.ts#refuseBeyond": "pure",
  "workspace/key-giver.ts#refusePast": "pure",
  "workspace/key-hint.ts#keyHint": "pure",
  "workspace/member-rules.ts#heldBy": "reads",
  "workspace/member-rules.ts#keepAnOwner": "reads",
  "workspace/member-rules.ts#memberOf": "reads",
  "workspace/member-rules.ts#teamOf": "reads",
  "workspace/new-secret.ts#newSecret": "pure",
  "workspace/removal-receipt.ts#receiptValues": "pure",
  "workspace/remove-organization.ts#tellOfRemoval":
    "the log is gone with its organization; a removal has a row of its own",
  "workspace/remove-unfinished-uploads.ts#removeUnfinishedUploads":
    "files that never became a dataset; the removal that asks for it has a row of its own",
  "workspace/switch-organization.ts#switchOrganization": "what a session shows is its person's own",
  "workspace/take-hook.ts#takeHook": "a provider's hint to look now: nobody has decided anything",
  "workspace/tell-owners.ts#tellOwners": "sends a mail",
  "workspace/tell-owners.ts#tellOwnersLater": "sends a mail",
  "workspace/upload-room.ts#roomIn": "reads",
  "workspace/upload-room.ts#uploadRoom": "reads",

  "account/accept-invitation.ts#showInvitation": "reads",
  "account/ask-for-link.ts#askForLink": "sends a mail; using its link is noted",
  "account/ask-for-link.ts#askForReset": "sends a mail; using its link is noted",
  "account/ask-for-link.ts#askForSignUp": "sends a mail; using its link is noted",
  "account/change-address.ts#askForAddress": "sends a mail; opening its link is noted",
  "account/own-account.ts#endOtherSessions": "takes access from nobody but who asks",
  "account/own-account.ts#endSession": "takes access from nobody but who asks",
  "account/own-account.ts#listOwnSessions": "reads",
  "account/own-account.ts#showAccount": "reads",
  "account/own-account.ts#updateAccount": "a name and a language are of no organization",
  "account/proven-self.ts#ownChangeable": "reads",
  "account/proven-self.ts#ownPerson": "reads",
  "account/proven-self.ts#provenSelf": "asks for proof",
  "account/second-step.ts#beginSecondFactor": "nothing holds before the first code",
  "account/tell-person.ts#mailTo": "sends a mail",
  "account/tell-person.ts#tellPerson": "sends a mail",

  ...ofTheLine(
    ...["cancel-job.ts#cancelJob", "collect-batch.ts#collectBatch", "cut-job.ts#cutJob"],
    ...["finish-job.ts#finishJob", "import-dataset.ts#importDataset", "poll-batch.ts#pollBatch"],
    ...["recover-batch.ts#recoverBatch", "repair-batch.ts#repairBatch", "report-job.ts#reportJob"],
    ...["run-batch.ts#runBatch", "settle-extra.ts#settleExtra"],
    ...["submit-batch.ts#submitBatch", "sweep-connection.ts#sweepConnection"],
  ),
};

/** What follows by itself from something that somebody decided: it stands with the job, its batches and its ledger. */
function ofTheLine(...verbs: readonly string[]): Record<string, string> {
  return Object.fromEntries(verbs.map((verb) => [`pipeline/${verb}`, "follows by itself"]));
}

const verbs = ["workspace", "account", "pipeline"].flatMap((folder) =>
  exportedFunctions(`lib/${folder}`),
);
const isSilent = (verb: string) => Object.hasOwn(SILENT, verb.replace("lib/", ""));

describe("every verb", () => {
  it("is found", () => {
    expect(verbs.length).toBeGreaterThan(40);
    expect(verbs).toContain("lib/workspace/update-connection.ts#updateConnection");
  });

  it.each(verbs.filter((verb) => !isSilent(verb)))("notes what it changes: %s", (verb) => {
    expect(reaches(verb, NOTE)).toBe(true);
  });

  it("that stands among the silent ones is there, and is silent", () => {
    const silent = Object.keys(SILENT).map((verb) => `lib/${verb}`);
    expect(silent.filter((verb) => !verbs.includes(verb))).toEqual([]);
    expect(silent.filter((verb) => reaches(verb, NOTE))).toEqual([]);
  });
});
