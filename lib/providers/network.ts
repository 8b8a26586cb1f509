/** What the calls of an account go over; see `openPublicNetwork`. */
export interface Network {
  /** For `fetch`, in undici's word. */
  readonly dispatcher: Dispatcher;
  /** Agents of `node:http` and `node:https`, for the SDKs that use them. */
  readonly httpAgent: object;
  readonly httpsAgent: object;
  /** Throws `ProviderError` for an address that cannot be connected to. */
  check(url: string): Promise<void>;
}

interface Dispatcher {
  dispatch(request: never, handler: never): boolean;
}
