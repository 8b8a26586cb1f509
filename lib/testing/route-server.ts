import { readdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { stampPeerAddresses } from "../../app/server/peer-address";

const API = fileURLToPath(new URL("../../app/api", import.meta.url));
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;
type RouteModule = Readonly<Partial<Record<string, Handler>>>;

/** A route of the application: its place, found by the names of its folders, and its module. */
export interface Route {
  /** `/api/v1/jobs/[id]/results` */
  readonly place: string;
  /** The methods that its module answers itself. */
  readonly methods: readonly string[];
  readonly module: RouteModule;
}

/** Every route module under `app/api`; a new one is found by itself. */
export async function apiRoutes(): Promise<Route[]> {
  const files = (await readdir(API, { recursive: true })).filter((file) =>
    /(^|\/)route\.ts$/.test(file),
  );
  return Promise.all(
    files.map(async (file) => {
      const module: RouteModule = await import(path.join(API, file));
      const methods = METHODS.filter((method) => module[method]);
      return { place: path.posix.join("/api", path.dirname(file)), methods, module };
    }),
  );
}

export interface RouteServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the real route modules over HTTP, choosing among them and completing their methods as Next does. */
export async function serveRoutes(): Promise<RouteServer> {
  stampPeerAddresses();
  const routes = (await apiRoutes()).map(({ place, module }) => ({ ...pattern(place), module }));
  routes.sort((a, b) => a.rank.localeCompare(b.rank));
  const server = createServer((incoming, outgoing) => {
    const pathname = new URL(incoming.url ?? "/", "http://localhost").pathname;
    for (const { matches, module } of routes) {
      const params = matches(pathname);
      if (params) {
        answer(module, params, incoming, outgoing).catch(() => outgoing.destroy());
        return;
      }
    }
    outgoing.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Fixed names come before `[id]`, that before `[...path]`. */
function pattern(place: string) {
  const parts = place.split("/").slice(1);
  const rank = parts.map((part) => (part.startsWith("[[") ? "3" : rankOf(part))).join("");
  const source = parts.map((part) => {
    const name = part.replace(/[[\].]/g, "");
    if (part.startsWith("[[...")) return `(?:/(?<${name}>.+))?`;
    if (part.startsWith("[...")) return `/(?<${name}>.+)`;
    return part.startsWith("[") ? `/(?<${name}>[^/]+)` : `/${part.replaceAll(".", "\\.")}`;
  });
  const expression = new RegExp(`^${source.join("")}$`);
  const matches = (pathname: string) => {
    const found = expression.exec(pathname);
    return found && { ...found.groups };
  };
  return { rank, matches };
}

const rankOf = (part: string): string =>
  part.startsWith("[...") ? "2" : part.startsWith("[") ? "1" : "0";

async function answer(
  module: RouteModule,
  params: Record<string, string>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const method = incoming.method ?? "GET";
  const handler = module[method] ?? (method === "HEAD" ? module.GET : undefined);
  if (!handler) {
    outgoing.writeHead(method === "OPTIONS" ? 204 : 405).end();
    return;
  }
  const response = await handler(toRequest(incoming, outgoing), {
    params: Promise.resolve(params),
  });
  outgoing.setHeaders(response.headers);
  outgoing.writeHead(response.status);
  if (response.body && method !== "HEAD") {
    await pipeline(Readable.fromWeb(response.body as never), outgoing);
    return;
  }
  await response.body?.cancel();
  outgoing.end();
}

function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const { method = "GET", headers, url = "/" } = incoming;
  const gone = new AbortController();
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const bodiless = method === "GET" || method === "HEAD";
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    signal: gone.signal,
    ...(bodiless ? {} : { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
  } as RequestInit);
}
