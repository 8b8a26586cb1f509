import { type LockedPackage, lockedPackages } from "./lockfile";

/** Licences under which a package may be used in a product under Apache-2.0, without asking. */
const ALLOWED = [
  ...["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC"],
  ...["MIT", "MIT-0", "Unlicense"],
];

interface Exception {
  readonly packages: RegExp;
  readonly licences: readonly string[];
  readonly reason: string;
}

/** Others, by name, each with the reason why it is compatible as it is used here. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    packages: /^@img\/sharp-(libvips|win32|wasm32)/,
    licences: ["LGPL-3.0-or-later"],
    reason:
      "libvips, a library of its own that is loaded at run time, unchanged, and can be replaced. It comes with Next; no image of a user passes through it.",
  },
  {
    packages: /^lightningcss/,
    licences: ["MPL-2.0"],
    reason: "Used unchanged, at build time, to make the style sheets; nothing of it is in them.",
  },
  {
    packages: /^elkjs$/,
    licences: ["EPL-2.0"],
    reason: "Part of Prisma's own studio, which is not started here; unchanged.",
  },
  {
    packages: /^caniuse-lite$/,
    licences: ["CC-BY-4.0"],
    reason: "A table of browsers, read at build time and not passed on.",
  },
];

/** What the lock file does not say. Packages of a platform have the licence of the package that they belong to. */
const UNSAID: readonly (readonly [packages: RegExp, licence: string])[] = [
  [/^@duckdb\/node-bindings-/, "MIT"],
  [/^@msgpackr-extract\//, "MIT"],
  [/^@next\/swc-/, "MIT"],
  [/^@swc\/core-/, "Apache-2.0 AND MIT"],
  [/^@tailwindcss\/oxide-/, "MIT"],
  // Read in their own files on 2026-11-24: Readme.md, LICENSE, LICENSE.
  [/^(combine-errors|seq-queue|xmlhttprequest-ssl)$/, "MIT"],
];

export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; "unknown" where nobody says. */
  readonly licence: string;
}

/** Every package that a production installation can hold, on any platform, once for each of its versions. */
export function productionLicences(): Licensed[] {
  const all = lockedPackages()
    .filter(({ dev }) => !dev)
    .map((locked) => ({ name: locked.name, version: locked.version, licence: licenceOf(locked) }));
  const each = new Map(all.map((licensed) => [`${licensed.name}@${licensed.version}`, licensed]));
  return [...each.values()].sort(
    (a, b) => compare(a.name, b.name) || compare(a.version, b.version),
  );
}

/** Whether a package may be used: its licence is allowed, or it is an exception by name. */
export function isAllowed({ name, licence }: Licensed): boolean {
  const more = EXCEPTIONS.filter(({ packages }) => packages.test(name)).flatMap((e) => e.licences);
  const plain = licence.replace(/^\((.*)\)$/, "$1");
  return plain
    .split(/ or /i)
    .some((choice) => choice.split(/ and /i).every((one) => [...ALLOWED, ...more].includes(one)));
}

const licenceOf = ({ name, license }: LockedPackage): string =>
  license ?? UNSAID.find(([packages]) => packages.test(name))?.[1] ?? "unknown";

/** By code units: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
