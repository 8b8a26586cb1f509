import type { LineFault } from "./after-snapshot";

/** Why nothing of a batch ran: a fault of the whole, or of single lines of its file, or it was cancelled before it was sent. */
export type BatchRefusal =
  | { readonly kind: "rows"; readonly code: string }
  /** Rows of which no request could be made; why stands in the job's list of them. */
  | { readonly kind: "requests" }
  | { readonly kind: "unsent"; readonly code: string }
  /** It ran, but a cancelled job cannot read its results any more. */
  | { readonly kind: "given-up"; readonly code: string }
  /** It ran, but the provider keeps its results no longer. */
  | { readonly kind: "gone"; readonly code: string }
  | { readonly kind: "lines"; readonly lines: readonly LineFault[] };
