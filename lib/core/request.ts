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

/** How long a provider that wants to be asked keeps the system text in its cache. */
export const CACHE_TIMES = ["5m", "1h"] as const;
export type CacheTime = (typeof CACHE_TIMES)[number];

/** What a user asks of each row, before any provider's dialect. */
export interface PromptRequest {
  readonly raw?: false;
  readonly system?: string;
  /** Worth it where the system text is long and the same for all rows: writing to a cache costs more than input. */
  readonly cacheSystem?: CacheTime;
  readonly prompt: string;
  readonly images?: ImageSource[];
  /** JSON Schema that each answer must follow. */
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
}

/** The rows already are requests, in the batch shape of OpenAI or of Anthropic. */
export interface RawRequest {
  readonly raw: true;
  /** Fields of the bodies that are left out, because the provider has no way to say them. */
  readonly ignoreFields?: string[];
  readonly maxOutputTokens?: number;
}

export type RequestTemplate = PromptRequest | RawRequest;

/** A prompt request whose texts hold engine marks instead of `{{column}}`; see `line-template.ts`. */
export interface NeutralPrompt {
  readonly model: string;
  readonly system?: string;
  readonly cacheSystem?: CacheTime;
  readonly prompt: string;
  readonly images?: readonly ImageSource[];
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
}

export type ContentPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "image"; readonly image: ImageSource };

/** What a model asks a program to do. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text of an object. */
  readonly arguments: string;
}

/** One turn of a conversation; `tool` answers an earlier call. */
export type Turn =
  | { readonly role: "user"; readonly parts: readonly ContentPart[] }
  | {
      readonly role: "assistant";
      readonly text: string | null;
      readonly calls: readonly ToolCall[];
    }
  | { readonly role: "tool"; readonly call: ToolCall; readonly text: string };

export interface Tool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type ToolChoice = "auto" | "none" | "required" | { readonly name: string };

/**
 * A request in no provider's dialect: what adapters encode. Texts may hold engine marks; adapters copy them verbatim into
 * their body and never look inside.
 */
export interface ChatRequest {
  readonly model: string;
  readonly system?: string;
  /** A hint that changes what it costs and not the answer; most providers cache unasked. */
  readonly cacheSystem?: CacheTime;
  /** At least one. */
  readonly turns: readonly Turn[];
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  /** JSON Schema that the answer must follow. */
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  /** The answer must be some JSON object. */
  readonly jsonObject?: true;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly reasoningEffort?: string;
}

/** The fields of a request that one provider or model may have no way to say; `turns`: their order or kinds. */
export type ChatField = Exclude<keyof ChatRequest, "model" | "system" | "cacheSystem"> | "images";

/** A prompt as a conversation of one turn, its images after the text. */
export function chatOf({ prompt, images = [], ...request }: NeutralPrompt): ChatRequest {
  const parts: ContentPart[] = [
    { kind: "text", text: prompt },
    ...images.map((image) => ({ kind: "image" as const, image })),
  ];
  return { ...request, turns: [{ role: "user", parts }] };
}
