import { EXCEPTIONS, productionLicences } from "./licences";

export const LICENCES_PAGE = "docs/licences.md";

/** The page that lists the licence of every package in a production installation. */
export function licencesPage(): string {
  const all = productionLicences();
  const counts = new Map<string, number>();
  for (const { licence } of all) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [
    "# Licences of what Tranche is built on",
    "Made by `npm run licences` from `package-lock.json`; a test compares the two, and allows no licence but the permissive ones and " +
      "the exceptions below. It lists what a production installation can hold on any platform. Tranche itself is under Apache-2.0.",
    table(
      ["Licence", "Packages"],
      byCount.map(([licence, count]) => [licence, String(count)]),
    ),
    "## Exceptions",
    table(
      ["Packages", "Licence", "Why it is compatible as it is used here"],
      EXCEPTIONS.map(({ packages, licences, reason }) => [
        all
          .filter(({ name }) => packages.test(name))
          .map(({ name }) => name)
          .join(", "),
        licences.join(", "),
        reason,
      ]),
    ),
    "## All of them",
    table(
      ["Package", "Version", "Licence"],
      all.map((one) => [one.name, one.version, one.licence]),
    ),
  ]
    .join("\n\n")
    .concat("\n");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
