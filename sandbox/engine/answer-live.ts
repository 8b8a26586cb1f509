import { type Answer, answerPrompt, type Prompt } from "./answer-prompt";
import type { Engine } from "./engine";

/** Answers a real-time prompt. Prompt caching lasts over the requests of the process. */
export function answerLive(engine: Engine, prompt: Prompt): Answer {
  const { seed, count, chatCache: cache } = engine;
  return answerPrompt({ seed, count, cache }, prompt);
}

/** Counts a real-time request for the report, and takes the time of one that was answered. */
export async function settleLive(
  engine: Engine,
  account: string,
  answered: boolean,
): Promise<void> {
  engine.chats.count(account, answered);
  const waitMs = answered ? engine.clock.waitMs(engine.timings.chat) : 0;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}
