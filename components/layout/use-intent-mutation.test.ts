import { describe, expect, it } from "vitest";
import { createIntentKeys } from "./use-intent-mutation";

function createCountedKeys() {
  let made = 0;
  return createIntentKeys(() => `key-${++made}`);
}

describe("createIntentKeys", () => {
  it("gives one key to one intent until it ends", () => {
    const keys = createCountedKeys();
    expect(keys.keyFor({ name: "a" })).toBe("key-1");
    expect(keys.keyFor({ name: "a" })).toBe("key-1");
    expect(keys.keyFor({ name: "b" })).toBe("key-2");
    keys.forget({ name: "a" });
    expect(keys.keyFor({ name: "a" })).toBe("key-3");
    expect(keys.keyFor({ name: "b" })).toBe("key-2");
  });
});
