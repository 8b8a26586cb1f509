/** Where a provider's result line keeps what we need. The engine reads it column by column, so it is data, not code. */

/** A JSON pointer into one result line, for example `/response/body/usage/prompt_tokens`. */
export type JsonPointer = `/${string}`;

/** Adds and subtracts numbers of a line; a missing number counts as zero. */
export interface TokenSum {
  readonly plus: readonly JsonPointer[];
  readonly minus: readonly JsonPointer[];
}

export interface ResultShape {
  readonly customId: JsonPointer;
  /** The provider's own id of one execution: lines with the same one are the same line. Left out: it has none. */
  readonly requestId?: JsonPointer;
  readonly statusCode: JsonPointer;
  /** The first of these that is present and not null. */
  readonly errorCode: readonly JsonPointer[];
  readonly errorMessage: readonly JsonPointer[];
  readonly text: readonly JsonPointer[];
  /** Of a line that may hold several answers, or calls of tools: `all` is the text where any of `signs` is there. */
  readonly several?: { readonly signs: readonly JsonPointer[]; readonly all: JsonPointer };
  readonly finishReason: readonly JsonPointer[];
  readonly refusal: readonly JsonPointer[];
  /** The model that really answered, usually a dated name. */
  readonly model: JsonPointer;
  /** Usage is unknown, not zero, when this number is missing. */
  readonly usagePresent: JsonPointer;
  readonly usage: {
    readonly input: TokenSum;
    readonly cached_input: TokenSum;
    readonly cache_write_5m: TokenSum;
    readonly cache_write_1h: TokenSum;
    readonly output: TokenSum;
    readonly reasoning: TokenSum;
  };
}
