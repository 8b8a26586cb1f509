import { typeid } from "typeid-js";
import { expect, test } from "vitest";
import { batchMark, batchOfMark } from "./batch-mark";

test("a mark leads back to its batch and submission", () => {
  const id = typeid("bat").toString();
  expect(batchOfMark(batchMark({ id, submission: 12 }))).toEqual({ id, submission: 12 });
});

test.each([null, "", "bat_1", "job_1-0", "bat_1-", "bat_1-0-0", "bat_1-x", " bat_1-0"])(
  "%j is no mark of ours",
  (mark) => {
    expect(batchOfMark(mark)).toBeNull();
  },
);
