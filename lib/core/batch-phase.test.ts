import { expect, it } from "vitest";
import {
  BATCH_STATES,
  batchStatesBefore,
  canMoveBatch,
  isFinalBatchState,
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
