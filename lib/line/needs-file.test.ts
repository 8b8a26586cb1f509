import { expect, test } from "vitest";
import type { BatchState } from "../db/batch";
import { needsFile } from "./needs-file";

const OLD = "bat_1-1";
const CURRENT = "bat_1-2";
const TO_COME = ["planned", "submitting", "attention"] as const;
const MADE = ["running", "collecting"] as const;
const OVER = ["settled", "cancelled"] as const;

type Case = [BatchState, string, string, boolean];

const cases: Case[] = [
  // A file of the current mark may just have been uploaded: its note is on the way.
  ...TO_COME.map((state) => [state, "file-other", CURRENT, true] as Case),
  ...TO_COME.map((state) => [state, "file-other", OLD, false] as Case),
  // A file that is used again keeps the name of its first submission.
  ...[...TO_COME, ...MADE].map((state) => [state, "file-own", OLD, true] as Case),
  ...MADE.map((state) => [state, "file-other", CURRENT, false] as Case),
  ...OVER.map((state) => [state, "file-own", CURRENT, false] as Case),
];

test.each(cases)("%s, %s of %s: %s", (state, id, mark, needed) => {
  const batch = { id: "bat_1", state, stagedId: "file-own", submission: 2 };
  expect(needsFile(batch, { id, mark })).toBe(needed);
});
