import type { Network } from "./network";

/** `fetch` over the connections of an account, to be given to an SDK. */
export function accountFetch(network: Network | undefined): typeof fetch {
  if (network === undefined) return fetch;
  const over: object = { dispatcher: network.dispatcher };
  return (input, init) => fetch(input, { ...init, ...over });
}

/**
 * The same for real-time requests. The SDKs throw away much of a refusal's body, so every answer counts as a success to
 * them; its status tells what it is. A redirect is an answer too: a POST is never sent on.
 */
export function liveFetch(network: Network | undefined): typeof fetch {
  const unhurried: object = { dispatcher: unhurriedOver(network) };
  return async (input, init) => {
    const response = await fetch(input, { ...init, ...unhurried, redirect: "manual" });
    return Object.defineProperty(response, "ok", { value: true });
  };
}

/** Where Node keeps the connections of `fetch` (undici, lib/global.js): as many as are asked for, kept alive. */
const GLOBAL_DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/**
 * Connections without the limit of five minutes for the first byte and between two: a model that reasons may take longer
 * over an answer that is not streamed, and is paid for it. The caller's time limit is the only one.
 */
function unhurriedOver(network: Network | undefined) {
  return {
    dispatch(request: object, handler: unknown): unknown {
      const own = network?.dispatcher ?? Reflect.get(globalThis, GLOBAL_DISPATCHER);
      return own.dispatch({ ...request, headersTimeout: 0, bodyTimeout: 0 }, handler);
    },
  };
}
