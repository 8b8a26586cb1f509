/**
 * `fetch` for real-time requests, to be given to an SDK. The SDKs throw away much of a refusal's body, so every answer
 * counts as a success to them; its status tells what it is. A redirect is an answer too: a POST is never sent on.
 */
export const liveFetch: typeof fetch = async (input, init) => {
  const unhurried: object = { dispatcher: UNHURRIED };
  const response = await fetch(input, { ...init, ...unhurried, redirect: "manual" });
  return Object.defineProperty(response, "ok", { value: true });
};

/** Where Node keeps the connections of `fetch` (undici, lib/global.js): as many as are asked for, kept alive. */
const GLOBAL_DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/**
 * Node's own connections, without its limit of five minutes for the first byte and between two: a model that reasons may
 * take longer over an answer that is not streamed, and is paid for it. The caller's time limit is the only one.
 */
const UNHURRIED = {
  dispatch(request: object, handler: unknown): unknown {
    const own = Reflect.get(globalThis, GLOBAL_DISPATCHER);
    return own.dispatch({ ...request, headersTimeout: 0, bodyTimeout: 0 }, handler);
  },
};
