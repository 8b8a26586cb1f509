/** Media types that every provider with images takes. */
export const IMAGE_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"] as const;

/** An image beside the prompt; the text is a template, as the prompt is, so it may be `{{column}}`. */
export type ImageSource =
  | { readonly kind: "url"; readonly url: string }
  | {
      readonly kind: "base64";
      readonly mediaType: (typeof IMAGE_TYPES)[number];
      readonly data: string;
    };

/** What a user asks of each row, before any provider's dialect. */
export interface PromptRequest {
  readonly raw?: false;
  readonly system?: string;
  readonly prompt: string;
  readonly images?: ImageSource[];
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
  readonly images?: readonly ImageSource[];
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
}
