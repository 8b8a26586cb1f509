import type { ProviderKind } from "../core/provider-kind";
import { openAi } from "./openai/adapter";
import type { Provider } from "./provider";

const PROVIDERS: Record<ProviderKind, Provider> = { openai: openAi };

/** The adapter of a kind of provider. */
export function provider(kind: ProviderKind): Provider {
  return PROVIDERS[kind];
}
