import fc from "fast-check";
import { expect, test } from "vitest";
import {
  batchOutcomesKey,
  batchRawKey,
  batchRowsKey,
  checkedKey,
  checkedPrefix,
  checkpointKey,
  checkpointsPrefix,
  datasetPrefix,
  datasetRejectsKey,
  datasetRowsKey,
  jobPrefix,
  organizationOfKey,
  organizationPrefix,
  resultsKey,
  uploadKey,
} from "./keys";

const invalid = expect.objectContaining({ code: "invalid_request" });

test("every kind of object has its place", () => {
  expect(organizationPrefix("o1")).toBe("orgs/o1/");
  expect(uploadKey("o1", "u1")).toBe("orgs/o1/uploads/u1");
  expect(datasetPrefix("o1", "d1")).toBe("orgs/o1/datasets/d1/");
  expect(datasetRowsKey("o1", "d1", 0)).toBe("orgs/o1/datasets/d1/rows-0.parquet");
  expect(datasetRowsKey("o1", "d1", 12)).toBe("orgs/o1/datasets/d1/rows-12.parquet");
  expect(datasetRejectsKey("o1", "d1")).toBe("orgs/o1/datasets/d1/rejects.parquet");
  expect(jobPrefix("o1", "j1")).toBe("orgs/o1/jobs/j1/");
  expect(batchRowsKey("o1", "j1", "b1")).toBe("orgs/o1/jobs/j1/rows/b1.parquet");
  expect(batchRawKey("o1", "j1", "b1")).toBe("orgs/o1/jobs/j1/raw/b1.jsonl");
  expect(batchOutcomesKey("o1", "j1", "b1")).toBe("orgs/o1/jobs/j1/outcomes/b1.parquet");
  const answers = checkpointsPrefix("o1", "j1", "b1");
  expect(answers).toBe("orgs/o1/jobs/j1/raw/b1/");
  expect(checkpointKey(answers, "claim_1", 3)).toBe("orgs/o1/jobs/j1/raw/b1/claim_1-3.jsonl");
  expect(resultsKey("o1", "j1", "csv")).toBe("orgs/o1/jobs/j1/results.csv");
});

test.each([
  "",
  ".",
  "..",
  "a/b",
  "../x",
  "a.b",
  "-a",
  "_a",
  "a b",
  "a\\b",
  "a\0",
  "é",
  "a".repeat(129),
])("no key is made of the id %j", (id) => {
  expect(() => organizationPrefix(id)).toThrow(invalid);
  expect(() => uploadKey("o1", id)).toThrow(invalid);
  expect(() => batchRawKey("o1", "j1", id)).toThrow(invalid);
  expect(() => batchRawKey("o1", id, "b1")).toThrow(invalid);
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])("no key is made of the part %d", (part) => {
  expect(() => datasetRowsKey("o1", "d1", part)).toThrow(/whole number/);
});

test("the organization is read back from any key", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$/);
  fc.assert(
    fc.property(id, id, id, (organization, job, batch) => {
      expect(organizationOfKey(batchRawKey(organization, job, batch))).toBe(organization);
      expect(organizationOfKey(uploadKey(organization, batch))).toBe(organization);
    }),
  );
  for (const key of ["orgs/o1", "orgs", "teams/o1/x", "orgs//x", "orgs/o1/../o2/x"]) {
    expect(() => organizationOfKey(key)).toThrow(invalid);
  }
});

test.each([
  "",
  "/",
  "/a",
  "a/",
  "a//b",
  "./a",
  "a/..",
  "a/../b",
  ".unfinished/x",
  "a\nb",
  "a".repeat(513),
])("%j is no key", (key) => {
  expect(() => checkedKey(key)).toThrow(invalid);
});

test("a prefix ends with a slash, so that jobs/1 never means jobs/10", () => {
  expect(checkedPrefix("orgs/o1/jobs/1/")).toBe("orgs/o1/jobs/1/");
  for (const prefix of ["", "/", "orgs/o1/jobs/1", "../", "a//"]) {
    expect(() => checkedPrefix(prefix)).toThrow(invalid);
  }
});
