import { anthropic } from "./anthropic/provider";
import { azure } from "./azure/provider";
import { bedrock } from "./bedrock/provider";
import { liveOnly } from "./compatible/live-only";
import { compatible } from "./compatible/provider";
import type { Provider } from "./engine/provider";
import { gemini } from "./gemini/provider";
import { groq } from "./groq/provider";
import { mistral } from "./mistral/provider";
import { openAi } from "./openai/provider";
import { together } from "./together/provider";

/** Every simulated provider. The one without a mount stands last: it takes all other paths. */
export const PROVIDERS: readonly Provider[] = [
  anthropic,
  azure,
  bedrock,
  compatible,
  liveOnly,
  gemini,
  groq,
  mistral,
  together,
  openAi,
];
