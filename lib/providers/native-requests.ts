import type { EncodedLine } from "./encoded-line";

/** The forms in which people keep ready-made requests: lines with a `body`, or with `params`. */
export type RequestShape = "openai" | "anthropic";

/** Ready-made requests that a provider reads as they are. */
export interface NativeRequests {
  readonly shape: RequestShape;
  /** The APIs whose requests it takes, the usual one first. */
  readonly endpoints: readonly string[];
  /** The fields that a body for this endpoint may have; null: what is served is not known here. */
  fields(endpoint: string): ReadonlySet<string> | null;
  /** The fields of such a body that limit the output, the one to add first; empty where nothing is put out. */
  outputLimits(endpoint: string, model: string): readonly string[];
  /** Pure. A line around the row's own body, for which `bodyMark` stands; its quotes belong to the mark. */
  encode(endpoint: string, bodyMark: string, rowMark: string): EncodedLine;
}
