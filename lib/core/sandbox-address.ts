/** Whether money spent at this address is simulated: decided by the address, never by the caller. */
export function isSandboxAddress(sandboxUrl: string | null, baseUrl: string | null): boolean {
  if (!baseUrl || !sandboxUrl) return false;
  return addressOf(baseUrl) === addressOf(sandboxUrl);
}

/** Host and port; the names of this machine are one. */
function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  const host = ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? "localhost" : hostname;
  return `${host}:${port || protocol}`;
}
