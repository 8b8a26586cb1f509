import type { IncomingMessage, ServerResponse } from "node:http";
import type { Engine } from "./engine/engine";
import { accountOf } from "./engine/ids";
import type { Call, Provider, Route } from "./engine/provider";
import { drain, type Reply, send } from "./http";
import { type Struck, strikeAfter, strikeBefore } from "./strike-faults";

/**
 * One provider over HTTP: authorises, routes, lays faults, answers. `keyPrefix` is how accepted keys
 * begin; "" accepts every key.
 */
export function serveProvider(
  provider: Provider,
  engine: Engine,
  keyPrefix: string,
): (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> {
  const accepts = (key: string) => key.startsWith(keyPrefix);
  return async (req, res, url) => {
    for (const [name, value] of Object.entries(provider.headers())) res.setHeader(name, value);
    const turnAway = async (reply: Reply) => {
      await drain(req);
      await send(res, reply);
    };
    const authorized = provider.authorize(req, accepts);
    if (!authorized.ok) return turnAway(authorized.reply);
    const method = req.method ?? "GET";
    const path = pathAt(provider, req, url);
    const found = findRoute(provider.routes, method, path);
    if (!found.ok) return turnAway(provider.noRoute(method, path, found.known));
    const faults = engine.faults.forRequest(provider.name, found.route.kind);
    const struck: Struck = { req, res, refuse: provider.refuse };
    if (await strikeBefore(faults, struck)) return;
    const reply = await handled(provider, engine, found.route, {
      req,
      query: url.searchParams,
      id: found.id,
      account: accountOf(authorized.key),
      baseUrl: `http://${req.headers.host ?? "localhost"}${provider.mount}`,
    });
    if (await strikeAfter(faults, struck, reply)) return;
    await drain(req);
    await send(res, reply);
  };
}

function pathAt(provider: Provider, req: IncomingMessage, { pathname }: URL): string {
  return provider.claims?.(req) ? pathname : pathname.slice(provider.mount.length);
}

async function handled(
  provider: Provider,
  engine: Engine,
  route: Route,
  call: Call,
): Promise<Reply> {
  try {
    return await route.handle(engine, call);
  } catch (error) {
    engine.onError(error);
    return provider.refuse(500, undefined, {}, call.req);
  }
}

type Found = { ok: true; route: Route; id: string } | { ok: false; known: boolean };

function findRoute(routes: readonly Route[], method: string, path: string): Found {
  const fitting = routes.filter((route) => route.path.test(path));
  const route = fitting.find((one) => one.method === method);
  if (route === undefined) return { ok: false, known: fitting.length > 0 };
  return { ok: true, route, id: decoded(route.path.exec(path)?.[1] ?? "") };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
