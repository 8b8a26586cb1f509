import type { IncomingMessage } from "node:http";
import type { RequestKind } from "../fault-schema";
import type { Reply } from "../http";
import type { OpenAiState } from "./state";

export interface Call {
  req: IncomingMessage;
  query: URLSearchParams;
  /** The id in the path, "" where there is none. */
  id: string;
  account: string;
}

export interface Route {
  method: "GET" | "POST" | "DELETE";
  path: RegExp;
  kind: RequestKind;
  handle(state: OpenAiState, call: Call): Reply | Promise<Reply>;
}
