import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestFault } from "./fault-schema";
import { drain, type Reply, send, sendHalf } from "./http";

export interface Struck {
  req: IncomingMessage;
  res: ServerResponse;
  /** The provider's own wording of an injected status. */
  refuse(
    status: number,
    code: string | undefined,
    headers: Record<string, string>,
    req: IncomingMessage,
  ): Reply;
}

/** Lays the faults meant for before the work; true when the request is thereby over. */
export async function strikeBefore(faults: RequestFault[], struck: Struck): Promise<boolean> {
  for (const fault of faults.filter(({ when }) => when === "before")) {
    if (await strike(fault, struck)) return true;
  }
  return false;
}

/** Lays the faults meant for after the work was done and kept; true when the answer is spent. */
export async function strikeAfter(
  faults: RequestFault[],
  struck: Struck,
  reply: Reply,
): Promise<boolean> {
  for (const fault of faults.filter(({ when }) => when !== "before")) {
    if (fault.when === "midway") {
      await sendHalf(struck.res, reply);
      return true;
    }
    if (await strike(fault, struck)) return true;
  }
  return false;
}

async function strike(fault: RequestFault, { req, res, refuse }: Struck): Promise<boolean> {
  switch (fault.effect) {
    case "latency":
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 0));
      return false;
    case "drop":
      req.socket.destroy();
      return true;
    case "status": {
      const after = fault.retryAfter;
      const headers: Record<string, string> =
        after === undefined ? {} : { "retry-after": String(after) };
      await drain(req);
      await send(res, refuse(fault.status ?? 500, fault.code, headers, req));
      return true;
    }
  }
}
