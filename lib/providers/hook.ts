/** What a provider has sent to the hook of a connection. */
export interface HookDelivery {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Byte for byte as it came, as text. */
  readonly body: string;
  readonly secret: string;
  readonly nowMs: number;
}

/** `refused`: not signed with the secret, or too old. `batch`: something has happened to this remote batch. */
export type HookReading =
  | { readonly kind: "refused" }
  | { readonly kind: "nothing" }
  | { readonly kind: "batch"; readonly remoteId: string };
