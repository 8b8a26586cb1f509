import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { OPERATION_ACCESS } from "@/lib/contracts/operation-access";

const PAGES = fileURLToPath(new URL("../(dashboard)/", import.meta.url));
const pages = readdirSync(PAGES, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)page\.tsx$/.test(file),
);

test("every signed-in page asks whether its reader may see it, before it shows anything", () => {
  expect(pages.length).toBeGreaterThan(8);
  const unasked = pages.filter((file) => {
    const [, page = ""] = readFileSync(PAGES + file, "utf8").split(/^export default /m);
    const [, operation = ""] =
      /await pageFor\("([\w.]+)"/.exec(page.split("return <")[0] ?? "") ?? [];
    return !Object.hasOwn(OPERATION_ACCESS, operation);
  });
  expect(unasked, "add `await pageFor(…)` of app/server/page-for.ts").toEqual([]);
});
