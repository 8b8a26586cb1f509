import { expect, it } from "vitest";
import {
  BATCH_STATES,
  type BatchStatus,
  batchStatesBefore,
  canMoveBatch,
  isFinalBatchState,
  isSettledLate,
  publicBatchStatus,
} from "./batch-phase";

const LEGAL = new Set([
  "planned>submitting",
  "planned>cancelled",
  "planned>attention",
  "submitting>running",
  "submitting>planned",
  "submitting>collecting",
  "submitting>attention",
  "running>collecting",
  "running>planned",
  "running>attention",
  "collecting>settled",
  "collecting>running",
  "collecting>attention",
  "attention>running",
  "attention>planned",
  "attention>collecting",
  "attention>cancelled",
]);

it("allows exactly the legal moves", () => {
  for (const from of BATCH_STATES) {
    for (const to of BATCH_STATES) {
      expect([from, to, canMoveBatch(from, to)]).toEqual([from, to, LEGAL.has(`${from}>${to}`)]);
      expect(batchStatesBefore(to).includes(from)).toBe(canMoveBatch(from, to));
    }
  }
});

it("ends settled or never sent", () => {
  expect(BATCH_STATES.filter(isFinalBatchState)).toEqual(["settled", "cancelled"]);
});

it("shows the API's closed list", () => {
  expect(BATCH_STATES.map(publicBatchStatus)).toEqual([
    "waiting",
    "submitting",
    "running",
    "collecting",
    "settled",
    "cancelled",
    "attention",
  ]);
});

const ENDED = "2026-12-01T10:00:00Z";
it.each<[string, BatchStatus, string | null, string, boolean]>([
  ["five minutes are given", "collecting", ENDED, "10:05:00", false],
  ["and no more", "collecting", ENDED, "10:05:01", true],
  ["whoever it waits for", "attention", ENDED, "11:00:00", true],
  ["what is settled is in the ledger", "settled", ENDED, "11:00:00", false],
  ["what runs has not ended", "running", null, "11:00:00", false],
])("an ended batch that is not settled is late: %s", (_, status, endedAt, time, late) => {
  const endedAtMs = endedAt === null ? null : Date.parse(endedAt);
  expect(isSettledLate({ status, endedAtMs }, Date.parse(`2026-12-01T${time}Z`))).toBe(late);
});
