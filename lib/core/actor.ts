/** In whose name something happens: a person, a program by its key, or Tranche itself. */
export interface Actor {
  readonly kind: "user" | "key" | "system";
  /** Null for Tranche itself. */
  readonly id: string | null;
  /** As it was called then: the person's e-mail address, the key's name. */
  readonly name: string;
  /** Where the request came from; null where there was none. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Somebody who acts for themselves, from where they are. */
export const personActor = (
  { id, email }: { readonly id: string; readonly email: string },
  { address, userAgent }: { readonly address: string; readonly userAgent: string },
): Actor => ({ kind: "user", id, name: email, address, userAgent });

/** Work that nobody asked for by hand: the line, timers, the first start. */
export const SYSTEM: Actor = {
  kind: "system",
  id: null,
  name: "Tranche",
  address: null,
  userAgent: null,
};
