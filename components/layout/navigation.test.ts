import { describe, expect, it } from "vitest";
import { isCurrent, NAVIGATION } from "./navigation";

describe("isCurrent", () => {
  it.each([
    ["/", ["overview"]],
    ["/jobs", ["jobs"]],
    ["/jobs/job_1", ["jobs"]],
    ["/jobsite", []],
    ["/datasets/ds_1/rows", ["datasets"]],
  ])("%s lights %j", (pathname, names) => {
    const lit = NAVIGATION.filter((item) => isCurrent(item, pathname)).map((item) => item.name);
    expect(lit).toEqual(names);
  });
});
