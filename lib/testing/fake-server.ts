import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Behaviour = (request: SeenRequest, response: ServerResponse) => void;

/** A server for tests that answers exactly as it is told, and remembers what it was asked. */
export async function startFakeServer(behave: Behaviour) {
  const seen: SeenRequest[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const request = {
      method: message.method ?? "",
      path: message.url ?? "",
      headers: message.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    seen.push(request);
    behave(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  return ((_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }) satisfies Behaviour;
}

export const refuse = (status: number, error: object = {}, headers: Record<string, string> = {}) =>
  answer(
    status,
    { error: { message: "PRIVATE WORDS", type: null, param: null, ...error } },
    headers,
  );
