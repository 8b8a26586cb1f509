import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULT_LOCALE, LOCALES } from "./locales";

const ROOT = new URL("../messages/", import.meta.url);
const files = readdirSync(new URL(`${DEFAULT_LOCALE}/`, ROOT)).sort();
const others = LOCALES.filter((locale) => locale !== DEFAULT_LOCALE);

describe.each(others)("messages in %s", (locale) => {
  it("are the same files", () => {
    expect(readdirSync(new URL(`${locale}/`, ROOT)).sort()).toEqual(files);
  });

  it.each(files)("%s has every key, each with the same places to fill", (file) => {
    const theirs = placesByKey(readMessages(locale, file));
    expect(theirs).toEqual(placesByKey(readMessages(DEFAULT_LOCALE, file)));
  });

  it.each(files)("%s leaves no text empty", (file) => {
    const empty = flatten(readMessages(locale, file)).filter(([, text]) => text.trim() === "");
    expect(empty).toEqual([]);
  });
});

function readMessages(locale: string, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`${locale}/${file}`, ROOT), "utf8"));
}

function placesByKey(messages: unknown): Record<string, string[]> {
  return Object.fromEntries(flatten(messages).map(([key, text]) => [key, placesOf(text)]));
}

/** The names of an ICU message's places, outermost and nested, once each. */
function placesOf(text: string): string[] {
  const names = [...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].sort();
}

function flatten(node: unknown, path = ""): [key: string, text: string][] {
  if (typeof node === "string") return [[path, node]];
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, child]) =>
    flatten(child, path === "" ? key : `${path}.${key}`),
  );
}
