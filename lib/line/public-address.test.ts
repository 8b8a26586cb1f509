import { expect, test } from "vitest";
import { assertPublicAddress, isPublicAddress } from "./public-address";

test.each([
  ["8.8.8.8", true],
  ["104.18.7.192", true],
  ["2606:4700::6812:7c0", true],
  ["127.0.0.1", false],
  ["127.8.9.10", false],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["172.32.0.1", true],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["::1", false],
  ["::", false],
  ["::ffff:10.0.0.1", false],
  ["::ffff:8.8.8.8", true],
  ["::ffff:7f00:1", false],
  ["64:ff9b::a00:1", false],
  ["fd00::1", false],
  ["fe80::1", false],
  ["::127.0.0.1", false],
  ["::ffff:0:127.0.0.1", false],
  ["64:ff9b:1::7f00:1", false],
  ["2002:7f00:1::", false],
  ["2001:0:7f00:1::", false],
  ["fec0::1", false],
  ["ff02::1", false],
  ["3fff::1", false],
  ["5f00::1", false],
  ["192.88.99.1", false],
  ["224.0.0.1", false],
])("%s is public: %s", (address, is) => {
  expect(isPublicAddress(address)).toBe(is);
});

test.each([
  "http://127.0.0.1:8000/v1",
  "http://localhost:8000/v1",
  "http://[::1]/v1",
  "http://[::ffff:127.0.0.1]/v1",
  "http://2130706433/v1",
  "http://0x7f.1/v1",
  "http://169.254.169.254/latest/meta-data",
])("%s is refused", async (url) => {
  await expect(assertPublicAddress(url)).rejects.toMatchObject({
    kind: "invalid",
    providerCode: "private_address",
  });
});

test("a public address passes, a name that nobody knows is a fault of the network", async () => {
  await assertPublicAddress("https://8.8.8.8/v1");
  await expect(assertPublicAddress("https://no-such-host.invalid/v1")).rejects.toMatchObject({
    kind: "network",
  });
});
