import { existsSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { announce } from "./announce.mjs";
import { installPackages, packagesAreInstalled } from "./packages.mjs";
import { linkPostgresLibraries } from "./postgres-libraries.mjs";
import { generatePrismaClient, prismaClientIsCurrent } from "./prisma-client.mjs";

/** Makes a fresh clone ready: packages, the database's libraries, the generated client. Then TypeScript can be imported. */
export async function prepare() {
  chdir(fileURLToPath(new URL("../..", import.meta.url)));
  if (!packagesAreInstalled()) {
    const why = existsSync("node_modules") ? "they have changed" : "once, a minute or two";
    await announce(`Installing packages (${why})`, installPackages);
  }
  linkPostgresLibraries();
  if (!prismaClientIsCurrent())
    await announce("Generating the database client", generatePrismaClient);
  const { register } = await import("tsx/esm/api");
  register();
}
