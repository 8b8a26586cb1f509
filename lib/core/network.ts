const GROUPS = 8;
/** Of the eight groups of an IPv6 address, those that name the network of one customer. */
const NETWORK_GROUPS = 4;

/** One spelling of a client's address: IPv4 in the clothes of IPv6 is IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "").slice(0, 64);
}

/** What tries are counted by: an IPv4 address, or the network of an IPv6 address, since one customer has a whole one. */
export function networkOf(address: string): string {
  const plain = plainAddress(address).toLowerCase();
  if (!plain.includes(":")) return plain;
  const [head = "", tail = ""] = plain.split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = tail.split(":").filter(Boolean);
  const missing = Math.max(0, GROUPS - groups.length - rest.length);
  const whole = [...groups, ...Array.from({ length: missing }, () => "0"), ...rest];
  return `${whole.slice(0, NETWORK_GROUPS).join(":")}::/64`;
}
