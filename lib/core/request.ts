/** What a user asks of each row, before any provider's dialect. */
export interface PromptRequest {
  readonly raw?: false;
  readonly system?: string;
  readonly prompt: string;
  /** JSON Schema that each answer must follow. */
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
}

/** The rows already are requests in the provider's own batch shape. */
export interface RawRequest {
  readonly raw: true;
  readonly maxOutputTokens?: number;
}

export type RequestTemplate = PromptRequest | RawRequest;

/**
 * A prompt request whose texts hold engine marks instead of `{{column}}`; see `line-template.ts`.
 * Adapters copy the texts verbatim into their body and never look inside.
 */
export interface NeutralRequest {
  readonly model: string;
  readonly system?: string;
  readonly prompt: string;
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
}
