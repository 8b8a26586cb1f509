import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pagePolicy } from "./page-policy";

const directives = (policy: string) =>
  new Map(policy.split("; ").map((one) => [one.split(" ")[0], one.split(" ").slice(1)]));

test("only scripts with the nonce run, and nothing is evaluated", () => {
  const policy = pagePolicy("bm9uY2U=");
  expect(directives(policy).get("script-src")).toEqual([
    "'self'",
    "'nonce-bm9uY2U='",
    "'strict-dynamic'",
  ]);
  expect(directives(policy).get("style-src")?.slice(0, 2)).toEqual(["'self'", "'nonce-bm9uY2U='"]);
  expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toMatch(/unsafe/);
});

test.each(["default-src", "frame-ancestors", "base-uri", "object-src"])("%s is nothing", (name) => {
  expect(directives(pagePolicy("x")).get(name)).toEqual(["'none'"]);
});

test.each(["connect-src", "form-action", "font-src"])("%s is this site", (name) => {
  expect(directives(pagePolicy("x")).get(name)).toEqual(["'self'"]);
});

test("the styles of toasts are those of the package", () => {
  const source = readFileSync("node_modules/sonner/dist/index.mjs", "utf8");
  const [, literal = ""] = /^__insertCSS\((".*")\);$/m.exec(source) ?? [];
  const hash = createHash("sha256").update(JSON.parse(literal)).digest("base64");
  expect(directives(pagePolicy("x")).get("style-src")).toContain(`'sha256-${hash}'`);
});
