/** Next calls this once, before the server takes its first request. */
export async function register(): Promise<void> {
  // The edge has no servers of its own; without this line the bundler would look for Node's modules there.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { stampPeerAddresses } = await import("./app/server/peer-address");
  stampPeerAddresses();
}
