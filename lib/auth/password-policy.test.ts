import { describe, expect, it } from "vitest";
import { passwordFault } from "./password-policy";

const OWN = ["Ana Belén Ruiz", "ana.ruiz@northwind.example"];

describe("a new password", () => {
  it.each([
    ["tough-river", "short"],
    ["x".repeat(201), "long"],
    ["my northwind account", "own"],
    ["BELÉN goes by train", "own"],
    ["1qaz2wsx3edc", "common"],
    ["password1234", "weak"],
    ["qwertyuiop123", "weak"],
    ["aaaaaaaaaaaaaaaa", "weak"],
    ["abcdefghijklmnop", "weak"],
    ["123456789012345", "weak"],
  ])("%j is refused: %s", async (password, fault) => {
    expect(await passwordFault(password, OWN)).toBe(fault);
  });

  it.each([
    ["an-evening-by-the-lake"],
    ["kettle forty violet drum"],
    ["9f$Kd0!mPz2wQ"],
    ["мой дом стоит у реки"],
    ["😀 seven 😀 boats 😀 sail"],
  ])("%j is taken", async (password) => {
    expect(await passwordFault(password, OWN)).toBeNull();
  });
});
