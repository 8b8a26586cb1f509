/** Somebody who is signed in, in one of their sessions. */
export interface Self {
  readonly userId: string;
  readonly sessionId: string;
}
