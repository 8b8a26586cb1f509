import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { REFUSAL_CODES } from "../lib/providers/request-refusal";
import { LOCALES } from "./locales";

describe.each(LOCALES)("in %s", (locale) => {
  const path = new URL(`../messages/${locale}/jobs.json`, import.meta.url);
  const { refused, problems } = JSON.parse(readFileSync(path, "utf8"));

  it.each(REFUSAL_CODES)("%s has words for one request and for many", (code) => {
    expect(refused.reasons[code]).toContain("{field}");
    expect(problems.codes[code]).toContain("{rows, plural,");
  });
});
