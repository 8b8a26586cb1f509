import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it.each(["docs/threat-model.md", "docs/supply-chain.md", "docs/fuzzing.md", "SECURITY.md"])(
  "every file that %s names is there",
  (page) => {
    const text = readFileSync(page, "utf8");
    const quoted = [...text.matchAll(/`([\w./-]+\/[\w./-]+\.\w+)`/g)].map(([, file = ""]) => file);
    const folder = page.includes("/") ? "docs" : ".";
    const linked = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file]) => `${folder}/${file}`);
    expect(quoted.length + linked.length).toBeGreaterThan(2);
    expect([...quoted, ...linked].filter((file) => !existsSync(file))).toEqual([]);
  },
);
