import type { ProviderKind } from "../core/provider-kind";
import { anthropic } from "./anthropic/adapter";
import { azure } from "./azure/adapter";
import { bedrock } from "./bedrock/adapter";
import { compatible } from "./compatible/adapter";
import { gemini } from "./gemini/adapter";
import { groq } from "./groq/adapter";
import { mistral } from "./mistral/adapter";
import { openAi } from "./openai/adapter";
import type { Provider } from "./provider";
import { together } from "./together/adapter";

const PROVIDERS: Record<ProviderKind, Provider> = {
  openai: openAi,
  anthropic,
  mistral,
  together,
  bedrock,
  azure,
  compatible,
  groq,
  gemini,
};

/** The adapter of a kind of provider. */
export function provider(kind: ProviderKind): Provider {
  return PROVIDERS[kind];
}
