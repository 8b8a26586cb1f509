import { describe, expect, it } from "vitest";
import { exportedFunctions, reaches } from "../testing/verbs";

const NOTE = "lib/db/audit.ts#noteAudit";

/** Verbs and their neighbours that note nothing, and why. */
const SILENT: Readonly<Record<string, string>> = {
  "workspace/answer-once.ts#answerOnce": "keeps an answer; what it answers notes itself",
  "workspace/chosen-team.ts#chosenTeam": "reads",
  "workspace/create-connection.ts#nameTaken": "an error",
  "workspace/key-hint.ts#keyHint": "pure",
  "workspace/take-hook.ts#takeHook": "a provider's hint to look now: nobody has decided anything",

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
