import { readdirSync } from "node:fs";
import path from "node:path";

/** The paths of all pages of one group of `app`, `(auth)` or `(dashboard)`, as they stand there: `/jobs/[id]`. */
export function pagesOfApp(group: string): string[] {
  const root = path.join("app", group);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const pages = files.filter((file) => path.basename(file) === "page.tsx");
  return pages.map((file) => `/${path.dirname(file)}`.replace(/^\/\.$/, "/")).sort();
}
