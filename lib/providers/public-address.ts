import { BlockList, isIP } from "node:net";

/** Whether a packet to this IP address would leave for the public internet. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, ""); // fe80::1%eth0
  return !NOT_PUBLIC.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
}

/** An IPv4 address mapped into IPv6 is held against the IPv4 networks. IANA's registries of special-purpose addresses (RFC 6890 and its updates, read 2026-11-23), and the retired forms that a router may still turn into an IPv4 or a site's own address (RFC 2765, 3879, 4291, 7526). */
const NOT_PUBLIC = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits, "ipv6");
}
