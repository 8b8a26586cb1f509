import type { ProviderKind } from "./provider-kind";

/** Who sells, makes and bills what, in the words of FOCUS. */
interface FocusService {
  readonly provider: string;
  readonly service: string;
}

/**
 * The names that each provider uses for itself on its invoices and price pages. A server of one's own is sold by
 * nobody; it bears the name of what it is.
 */
export const FOCUS_SERVICES: Readonly<Record<ProviderKind, FocusService>> = {
  openai: { provider: "OpenAI", service: "OpenAI API" },
  anthropic: { provider: "Anthropic", service: "Claude API" },
  azure: { provider: "Microsoft", service: "Azure OpenAI" },
  groq: { provider: "Groq", service: "GroqCloud" },
  gemini: { provider: "Google", service: "Gemini API" },
  mistral: { provider: "Mistral AI", service: "Mistral AI API" },
  together: { provider: "Together AI", service: "Together AI API" },
  compatible: { provider: "OpenAI-compatible server", service: "OpenAI-compatible API" },
  bedrock: { provider: "Amazon Web Services", service: "Amazon Bedrock" },
};
