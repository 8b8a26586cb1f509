import { describe, expect, it } from "vitest";
import { chooseLocale } from "./locales";

describe("chooseLocale", () => {
  it.each([
    ["es", "en", "es"],
    ["en", "es-MX", "en"],
    ["fr", "es-MX,es;q=0.9", "es"],
    [undefined, null, "en"],
    [undefined, "", "en"],
    [undefined, "fr-FR, fr;q=0.9", "en"],
    [undefined, "fr, en;q=0.4, es;q=0.8", "es"],
    [undefined, "es;q=0, en;q=0.1", "en"],
    [undefined, "ES-419", "es"],
    [undefined, "es;q=nonsense, en;q=0.2", "en"],
  ])("cookie %s and header %s give %s", (cookie, header, expected) => {
    expect(chooseLocale(cookie, header)).toBe(expected);
  });
});
