import type { Provider } from "./engine/provider";
import { groq } from "./groq/provider";
import { openAi } from "./openai/provider";

/** Every simulated provider. The one without a mount stands last: it takes all other paths. */
export const PROVIDERS: readonly Provider[] = [groq, openAi];
