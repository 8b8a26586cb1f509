import type { IncomingMessage } from "node:http";
import type { RequestKind } from "../fault-schema";
import type { Reply } from "../http";
import type { Engine } from "./engine";
import type { BatchWire } from "./wire";

/** A simulated provider: its wire. One object each, listed in sandbox/providers.ts. */
export interface Provider {
  /** Names its state folder, and the provider in faults and reports. */
  name: string;
  /** Its own first path segment, e.g. "/groq"; "" for the one that has none. */
  mount: string;
  /** Paths without the mount. The first that fits wins. */
  routes: readonly Route[];
  batches: BatchWire;
  /** Creates per account unless the sandbox is told another number; null: no limit. */
  batchesPerHour: number | null;
  /** Requests that are its own by what they carry, whatever their path; they keep their whole path. */
  claims?(req: IncomingMessage): boolean;
  /** Oddities of this provider that a batch fault can switch on (`hasQuirk`). */
  quirks: readonly string[];
  /** Headers of every answer, made anew for each. */
  headers(): Record<string, string>;
  /** Takes the key from wherever the provider's clients put it. */
  authorize(req: IncomingMessage, accepts: (key: string) => boolean): Authorized;
  /** An injected status in the provider's own words. 500 is also the answer to a fault of ours. */
  refuse(
    status: number,
    code?: string,
    headers?: Record<string, string>,
    req?: IncomingMessage,
  ): Reply;
  /** No such route; `known`: the path exists, but not with this method. */
  noRoute(method: string, path: string, known: boolean): Reply;
}

export type Authorized = { ok: true; key: string } | { ok: false; reply: Reply };

export interface Route {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: RegExp;
  /** What faults call it; the same word for the same act at every provider. */
  kind: RequestKind;
  handle(engine: Engine, call: Call): Reply | Promise<Reply>;
}

export interface Call {
  req: IncomingMessage;
  query: URLSearchParams;
  /** The first group of the route's path, percent-decoded; "" where there is none. */
  id: string;
  /** A hash of the key. */
  account: string;
  /** Where the caller reached this provider: scheme, host and mount, no slash at the end. */
  baseUrl: string;
}
