import { describe, expect, it } from "vitest";
import { networkOf } from "./network";

describe("networkOf", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8:1:2:aaaa::9", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2:bbbb:1:2:3", "2001:db8:1:2::/64"],
    ["2001:db8::", "2001:db8:0:0::/64"],
    ["unknown", "unknown"],
  ])("%s: %s", (address, expected) => {
    expect(networkOf(address)).toBe(expected);
  });
});
