import { describe, expect, it } from "vitest";
import { safeReturnPath } from "./return-path";

describe("safeReturnPath", () => {
  it.each([
    ["/jobs/job_1?tab=batches", "/jobs/job_1?tab=batches"],
    ["/", "/"],
    ["/datasets#x", "/datasets"],
    ["/sign-in?from=/sign-in", "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["/..//evil.example", "/"],
    ["https://evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["", "/"],
    [undefined, "/"],
    [["/jobs"], "/"],
  ])("%j leads to %s", (wanted, expected) => {
    expect(safeReturnPath(wanted)).toBe(expected);
  });
});
