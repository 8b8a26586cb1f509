import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { lockedPackages } from "./lockfile";
import { UNPINNED } from "./unpinned";

const locked = lockedPackages();
const run = promisify(execFile);

describe("the lock file", () => {
  it("names a version and a SHA-512 for every package, but for those that are listed", () => {
    expect(locked.length).toBeGreaterThan(1_000);
    const loose = locked.filter(
      ({ version, integrity }) =>
        !/^\d+\.\d+\.\d+/.test(version) || !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""),
    );
    expect(loose.map(({ name }) => name)).toEqual(UNPINNED);
  });

  it("takes no package from anywhere but the registry, and leaves out only optional ones of other platforms", () => {
    const elsewhere = locked.filter(
      ({ resolved }) => resolved && new URL(resolved).host !== "registry.npmjs.org",
    );
    expect(elsewhere).toEqual([]);
    const needed = locked.filter(({ name, optional }) => UNPINNED.includes(name) && !optional);
    expect(needed).toEqual([]);
  });
});

describe("install scripts", () => {
  const { allowScripts } = JSON.parse(readFileSync("package.json", "utf8"));

  it("are decided for every package that has one, and for no other", () => {
    const having = locked.filter(({ hasInstallScript }) => hasInstallScript);
    expect(Object.keys(allowScripts).sort()).toEqual(having.map(({ name }) => name).sort());
    for (const allowed of Object.values(allowScripts)) expect(typeof allowed).toBe("boolean");
  });

  it("do not run under our .npmrc, also where npm knows nothing of allowScripts", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "tranche-scripts-"));
    try {
      const [curious, project] = ["curious", "project"].map((name) => path.join(folder, name));
      writePackage(curious ?? "", {
        scripts: { postinstall: "node -e \"require('fs').writeFileSync('ran','')\"" },
      });
      const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], {
        cwd: curious,
      });
      writePackage(project ?? "", { dependencies: { curious: `file:../${packed.stdout.trim()}` } });
      cpSync(".npmrc", path.join(project ?? "", ".npmrc"));
      await run("npm", ["install", "--offline", "--no-audit", "--no-fund"], { cwd: project });
      const installed = path.join(project ?? "", "node_modules", "curious");
      expect(existsSync(path.join(installed, "package.json"))).toBe(true);
      expect(existsSync(path.join(installed, "ran"))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("are passed over by our own installation and the image", () => {
    expect(readFileSync("scripts/setup/packages.mjs", "utf8")).toContain('"--ignore-scripts"');
    const installs =
      readFileSync("Dockerfile", "utf8").match(/npm (ci|install|prune)[^\n]*/g) ?? [];
    expect(installs.length).toBeGreaterThan(0);
    for (const line of installs) expect(line).toContain("--ignore-scripts");
  });
});

function writePackage(folder: string, more: object): void {
  mkdirSync(folder);
  const manifest = { name: path.basename(folder), version: "1.0.0", ...more };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
}
