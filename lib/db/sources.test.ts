import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCE = /\.tsx?$/;
const NOT_THE_PRODUCT = /\.test\.tsx?$|^(lib\/testing|lib\/db\/generated|e2e|node_modules)\//;

interface Source {
  readonly file: string;
  readonly text: string;
}

function sourcesOf(...folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => SOURCE.test(file) && !NOT_THE_PRODUCT.test(file))
    .map((file) => ({ file, text: readFileSync(ROOT + file, "utf8") }));
}

/** The tables that belong to tenants, as the schema has them: by the name of the model in Prisma. */
function tenantTables(): Map<string, string> {
  const schema = readdirSync(`${ROOT}prisma/schema`)
    .map((file) => readFileSync(`${ROOT}prisma/schema/${file}`, "utf8"))
    .join("\n");
  const models = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)];
  return new Map(
    models
      .filter(([, name, body = ""]) => name === "Organization" || /^\s+organizationId /m.test(body))
      .map(([, name = "", body = ""]) => [
        `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
        /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
      ]),
  );
}

const TABLES = tenantTables();
const DB = sourcesOf("lib/db");

/** Texts of SQL that are written by hand, with where they stand. */
const STATEMENTS = DB.flatMap(({ file, text }) =>
  [...text.matchAll(/\$(?:queryRaw|executeRaw)(?:<[^`]*>)?`([^`]*)`/g)].map(([, sql = ""]) => ({
    file,
    sql,
  })),
);

test("tables of tenants are known, and statements are found", () => {
  expect([...TABLES.values()]).toEqual(
    expect.arrayContaining(["jobs", "ledger_entries", "audit_entries", "organizations"]),
  );
  const raw = DB.flatMap(({ text }) => text.match(/\$(queryRaw|executeRaw)\b/g) ?? []);
  expect(STATEMENTS).toHaveLength(raw.length);
  expect(DB.filter(({ text }) => /(queryRaw|executeRaw)Unsafe/.test(text))).toEqual([]);
});

test("SQL by hand names the organization once for each table of a tenant that it reads or writes", () => {
  const names = [...TABLES.values()].join("|");
  const uses = new RegExp(`\\b(?:FROM|JOIN|INTO|UPDATE)\\s+"?(${names})\\b`, "gi");
  const own = /(?:\w+\.)?(?:organization_id|\bid) = \$\{(?:scope\.)?organizationId\}/g;
  const loose = STATEMENTS.filter(
    ({ sql }) => (sql.match(uses) ?? []).length > (sql.match(own) ?? []).length,
  );
  expect(loose).toEqual([]);
});

test("no table of a tenant is asked without the transaction of one organization", () => {
  const models = [...TABLES.keys()].join("|");
  const past = new RegExp(`\\bprisma\\.(${models})\\.`);
  expect(DB.filter(({ text }) => past.test(text)).map(({ file }) => file)).toEqual([]);
});

test("nobody but lib/db asks the database", () => {
  const others = sourcesOf("app", "components", "workers", "lib").filter(
    ({ file }) => !file.startsWith("lib/db/"),
  );
  expect(others.length).toBeGreaterThan(300);
  const asks = /\b(?:tx|prisma)\s*\.\s*[$\w]+|\$(?:queryRaw|executeRaw|transaction)\b/;
  expect(others.filter(({ text }) => asks.test(text)).map(({ file }) => file)).toEqual([]);
});
