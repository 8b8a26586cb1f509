import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { ProviderError } from "../errors";

/**
 * Refuses an address that leads, by any of the addresses that its name resolves to, into this machine or a private
 * network: whoever may add a connection could otherwise have Tranche call what only Tranche can reach. Throws
 * `ProviderError`: `invalid` for such an address, `network` when the name cannot be resolved.
 */
export async function assertPublicAddress(url: string): Promise<void> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) ? [host] : await resolved(host);
  if (addresses.some((address) => !isPublicAddress(address))) {
    throw new ProviderError(
      "invalid",
      "The address leads into a private network. Set ALLOW_PRIVATE_PROVIDER_URLS=true if it should.",
      { providerCode: "private_address" },
    );
  }
}

async function resolved(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    throw new ProviderError("network", "The name of the address cannot be resolved.", {
      providerCode: "unknown_host",
    });
  }
}

/** Whether a packet to this IP address would leave for the public internet. */
export function isPublicAddress(address: string): boolean {
  return !NOT_PUBLIC.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
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
