import type { IncomingMessage } from "node:http";
import { ZodError } from "zod";
import type { FaultPlanInput } from "./fault-schema";
import type { Faults } from "./faults";
import { json, parseJson, type Reply, readBody } from "./http";
import type { Webhook } from "./webhook-schema";
import type { Webhooks } from "./webhooks";

const MAX_BODY_BYTES = 1024 * 1024;

export interface AdminTools {
  faults: Faults;
  webhooks: Webhooks;
  token: string | null;
  /**
   * What the sandbox counts; of one key's account and of one provider when they are given. Null when
   * there is no such provider.
   */
  report(key: string | null, provider: string | null): unknown;
}

/**
 * Routes under /sandbox, for callers on the loopback interface or with `x-sandbox-token`:
 * GET, PUT, DELETE /sandbox/faults and /sandbox/webhooks; GET /sandbox/account (a Bearer key narrows it to that
 * account, `?provider=` to that provider).
 */
export async function administrate(
  req: IncomingMessage,
  url: URL,
  tools: AdminTools,
): Promise<Reply> {
  if (!mayAdministrate(req, tools.token)) return problem(403, "not allowed from here");
  switch (`${req.method} ${url.pathname}`) {
    case "GET /sandbox/faults":
      return showFaults(tools.faults);
    case "PUT /sandbox/faults":
      return replaceFaults(tools.faults, parseJson(await readBody(req, MAX_BODY_BYTES)));
    case "DELETE /sandbox/faults":
      return replaceFaults(tools.faults, {});
    case "GET /sandbox/webhooks":
      return showWebhooks(tools.webhooks);
    case "PUT /sandbox/webhooks":
      return replaceWebhooks(tools.webhooks, parseJson(await readBody(req, MAX_BODY_BYTES)));
    case "DELETE /sandbox/webhooks":
      return replaceWebhooks(tools.webhooks, []);
    case "GET /sandbox/account":
      return showAccount(req, url, tools);
    default:
      return problem(404, "no such route");
  }
}

function mayAdministrate(req: IncomingMessage, token: string | null): boolean {
  if (token !== null && req.headers["x-sandbox-token"] === token) return true;
  return /^(127\.|::1$|::ffff:127\.)/.test(req.socket.remoteAddress ?? "");
}

function showAccount(req: IncomingMessage, url: URL, tools: AdminTools): Reply {
  const key = /^Bearer (\S+)$/.exec(req.headers.authorization ?? "")?.[1] ?? null;
  const report = tools.report(key, url.searchParams.get("provider"));
  return report === null ? problem(404, "no such provider") : json(200, report);
}

function replaceFaults(faults: Faults, plan: unknown): Reply {
  return orIssues(() => {
    faults.replace(plan as FaultPlanInput);
    return showFaults(faults);
  });
}

function showWebhooks(webhooks: Webhooks): Reply {
  return json(200, { webhooks: webhooks.shown(), tries: webhooks.tries() });
}

function replaceWebhooks(webhooks: Webhooks, list: unknown): Reply {
  return orIssues(() => {
    webhooks.replace(list as Webhook[]);
    return showWebhooks(webhooks);
  });
}

/** What is not well formed is a 400 that names the fields. */
function orIssues(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const issues = error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return problem(400, issues.join("; "));
  }
}

function showFaults(faults: Faults): Reply {
  return json(200, { plan: faults.plan(), strikes: faults.strikes() });
}

function problem(status: number, message: string): Reply {
  return json(status, { error: { message } });
}
