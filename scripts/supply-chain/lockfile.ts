import { readFileSync } from "node:fs";
import { z } from "zod";

const entry = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
});

export interface LockedPackage extends z.infer<typeof entry> {
  readonly name: string;
  readonly version: string;
}

/** Every package of `package-lock.json`; one that stands there in two places comes twice. */
export function lockedPackages(): LockedPackage[] {
  const { packages } = z
    .object({ packages: z.record(z.string(), entry) })
    .parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  return Object.entries(packages)
    .filter(([place]) => place !== "")
    .map(([place, { version = "", ...rest }]) => ({
      ...rest,
      name: place.split("node_modules/").at(-1) ?? place,
      version,
    }));
}
