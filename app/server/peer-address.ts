import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** The header in which a request tells its other end; whatever a client writes there is written over. */
export const PEER_HEADER = "x-tranche-peer";

const MARK = Symbol.for("tranche.peer-address");
const holder: { [MARK]?: boolean } = globalThis as never;

/** Routes see no socket: from now on every request of this process's HTTP servers carries its peer's address. */
export function stampPeerAddresses(): void {
  if (holder[MARK]) return;
  holder[MARK] = true;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "unknown";
  });
}
