import type { SessionMethod } from "./session";

/** Somebody whom a provider of identities vouches for. */
export interface Guest {
  readonly provider: SessionMethod;
  /** The provider's own, lasting name for them. */
  readonly subject: string;
  readonly email: string;
  /** Whether the provider says, and may say, that the address is theirs. */
  readonly emailVerified: boolean;
  readonly name: string;
}
