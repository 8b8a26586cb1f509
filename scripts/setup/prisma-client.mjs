import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runQuietly } from "./run-quietly.mjs";

const SCHEMA = path.join("prisma", "schema");
const GENERATED = path.join("lib", "db", "generated");
const MARK = path.join(GENERATED, ".schema-sha256");

/** Whether the client was generated from the schema as it is. */
export function prismaClientIsCurrent() {
  return existsSync(MARK) && readFileSync(MARK, "utf8") === schemaHash();
}

export async function generatePrismaClient() {
  // Generating needs no engine, but Prisma would download one unless a file is named as such.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
  const prisma = path.join("node_modules", "prisma", "build", "index.js");
  await runQuietly("prisma generate", process.execPath, [prisma, "generate"], env);
  writeFileSync(MARK, schemaHash());
}

function schemaHash() {
  const hash = createHash("sha256");
  hash.update(readFileSync(path.join("node_modules", "prisma", "package.json")));
  for (const file of readdirSync(SCHEMA).sort()) {
    hash.update(file).update(readFileSync(path.join(SCHEMA, file)));
  }
  return hash.digest("hex");
}
