import { describe, expect, it } from "vitest";
import { safeReturnPath, signInPath } from "./return-path";

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
    ["/./\\evil.example", "/"],
    ["///evil.example", "/"],
    ["\\\\evil.example", "/"],
    ["/\n/evil.example", "/"],
    [" //evil.example", "/"],
    ["/%09/evil.example", "/%09/evil.example"],
    ["/%2f/evil.example", "/%2f/evil.example"],
    ["/@evil.example", "/@evil.example"],
    ["data:text/html,x", "/"],
    ["https://evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["", "/"],
    [undefined, "/"],
    [["/jobs"], "/"],
  ])("%j leads to %s", (wanted, expected) => {
    expect(safeReturnPath(wanted)).toBe(expected);
  });
});

describe("signInPath", () => {
  it.each([
    ["/jobs/job_1?tab=batches", "/sign-in?from=%2Fjobs%2Fjob_1%3Ftab%3Dbatches"],
    ["/", "/sign-in"],
    ["//evil.example", "/sign-in"],
    [null, "/sign-in"],
  ])("%j is asked for after %s", (asked, expected) => {
    expect(signInPath(asked)).toBe(expected);
  });
});
