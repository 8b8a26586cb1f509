/** The providers that an account can be connected at, by the names that the API and the database use. */
export const PROVIDER_KINDS = [
  "openai",
  "anthropic",
  "azure",
  "groq",
  "gemini",
  "mistral",
  "together",
  "compatible",
  "bedrock",
] as const;

export type ProviderKind = (typeof PROVIDER_KINDS)[number];
