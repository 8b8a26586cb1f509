import { describe, expect, it } from "vitest";
import { AUDIT_ACTIONS, subjectOf } from "@/lib/core/audit";
import en from "@/messages/en/audit.json";
import es from "@/messages/es/audit.json";

type Tree = { readonly [name: string]: Tree | string };

/** The message at a path of names, with points between. */
const at = (tree: Tree, path: string): unknown =>
  path
    .split(".")
    .reduce<Tree | string | undefined>(
      (found, name) => (typeof found === "object" ? found[name] : undefined),
      tree,
    );

describe.each([
  ["English", en],
  ["Spanish", es],
])("the audit log in %s", (_, messages) => {
  it("has words for each action and for what it is done to", () => {
    const wordless = AUDIT_ACTIONS.filter((action) => {
      const words = [at(messages, `actions.${action}`), at(messages, `kinds.${subjectOf(action)}`)];
      return words.some((text) => typeof text !== "string" || text.trim() === "");
    });
    expect(wordless).toEqual([]);
  });
});

it("has the same messages in both languages", () => {
  const pathsOf = (tree: Tree, above = ""): string[] =>
    Object.entries(tree).flatMap(([name, value]) =>
      typeof value === "string" ? [above + name] : pathsOf(value, `${above}${name}.`),
    );
  expect(pathsOf(es)).toEqual(pathsOf(en));
});
