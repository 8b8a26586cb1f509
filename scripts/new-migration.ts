import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { readMigrations, readSchema } from "../lib/db/migration-files";
import { openSchemaEngine } from "../lib/db/schema-engine";

/**
 * Writes the next migration: the difference between the schema of the last commit and the one on disk.
 * The engine wants a server to talk to (DATABASE_URL), but what is in it does not matter: nobody's local state can leak
 * into a migration.
 */
const name = process.argv[2];
const databaseUrl = process.env.DATABASE_URL;
if (!name || !/^[a-z0-9_]+$/.test(name) || !databaseUrl) {
  console.error("Usage: DATABASE_URL=… npm run migration:new -- name_of_the_change");
  process.exit(1);
}
const schema = await readSchema();
const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" });
const committed = git("ls-tree", "-r", "--name-only", "HEAD", "prisma/schema")
  .split("\n")
  .filter(Boolean);
const before = committed.map((file) => ({
  path: path.resolve(file),
  content: git("show", `HEAD:${file}`),
}));
const engine = await openSchemaEngine(databaseUrl, schema);
const { stdout } = await engine.diff({
  from: { tag: "schemaDatamodel", files: before },
  to: { tag: "schemaDatamodel", files: schema },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
const { baseDir, migrationDirectories } = await readMigrations();
const number = String(migrationDirectories.length + 1).padStart(4, "0");
const folder = path.join(baseDir, `${number}_${name}`);
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, "migration.sql"), stdout ?? "");
console.log(
  `Wrote ${path.relative(process.cwd(), folder)}/migration.sql. Read it before you commit it.`,
);
process.exit(0);
