import type { Provider } from "../engine/provider";
import { json } from "../http";
import { likeOpenAi } from "../openai/like-openai";
import { COMPATIBLE } from "./provider";

const server = likeOpenAi({
  ...COMPATIBLE,
  name: "live-only",
  mount: "/live-only",
  announces: [],
  // Its server names no requests unless told to (`--enable-request-id-headers`).
  headers: () => ({}),
});

/** A server that has no files and no batches, as vLLM's own is: the paths are not there, in FastAPI's words. */
export const liveOnly: Provider = {
  ...server,
  routes: server.routes.filter(({ kind }) => !/^(files|batches)\./.test(kind)),
  noRoute: (_method, _path, known) =>
    json(known ? 405 : 404, { detail: known ? "Method Not Allowed" : "Not Found" }),
};
