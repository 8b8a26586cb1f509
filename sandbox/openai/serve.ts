import type { IncomingMessage, ServerResponse } from "node:http";
import { drain, type Reply, send } from "../http";
import { type Struck, strikeAfter, strikeBefore } from "../strike-faults";
import { authorize } from "./authorize";
import { BATCH_ROUTES } from "./batches";
import { CHAT_ROUTES } from "./chat-completions";
import { type Refusal, refusal, refuse, statusRefusal } from "./errors";
import { FILE_ROUTES } from "./files";
import { newRequestId } from "./ids";
import type { Route } from "./route";
import type { OpenAiState } from "./state";

const ROUTES: Route[] = [...FILE_ROUTES, ...BATCH_ROUTES, ...CHAT_ROUTES];

/** The wire: authorises, routes, lays faults, answers. */
export function serveOpenAi(
  state: OpenAiState,
  keyPrefix: string,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    res.setHeader("x-request-id", newRequestId());
    res.setHeader("openai-version", "2020-10-01");
    const url = new URL(req.url ?? "/", "http://sandbox");
    const authorized = authorize(req, keyPrefix);
    if (!authorized.ok) return turnAway(req, res, authorized.refusal);
    const found = findRoute(req.method ?? "GET", url.pathname);
    if (found === null) return turnAway(req, res, noRoute(req.method ?? "GET", url.pathname));
    const { route, id } = found;
    const faults = state.faults.forRequest(route.kind);
    const struck: Struck = {
      req,
      res,
      refuse: (status, code, headers) => refuse(statusRefusal(status, code), headers),
    };
    if (await strikeBefore(faults, struck)) return;
    const call = { req, query: url.searchParams, id, account: authorized.account };
    const reply = await handled(state, route, call);
    if (await strikeAfter(faults, struck, reply)) return;
    await drain(req);
    await send(res, reply);
  };
}

async function handled(
  state: OpenAiState,
  route: Route,
  call: Parameters<Route["handle"]>[1],
): Promise<Reply> {
  try {
    return await route.handle(state, call);
  } catch (error) {
    state.onError(error);
    return refuse(statusRefusal(500));
  }
}

function findRoute(method: string, path: string): { route: Route; id: string } | null {
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match !== null) return { route, id: match[1] ?? "" };
  }
  return null;
}

function noRoute(method: string, path: string): Refusal {
  if (ROUTES.some((route) => route.path.test(path))) {
    const message = `Not allowed to ${method} on ${path.slice(0, 200)}.`;
    return refusal(405, message, null, "method_not_supported");
  }
  return refusal(404, `Invalid URL (${method} ${path.slice(0, 200)})`);
}

async function turnAway(req: IncomingMessage, res: ServerResponse, reason: Refusal): Promise<void> {
  await drain(req);
  await send(res, refuse(reason));
}
