import { fraction, hash32 } from "../random";

const CACHE_FROM_TOKENS = 1024;
const CACHE_STEP_TOKENS = 128;
const KEPT_PREFIXES = 64;
const KEPT_CHARS = 64 * 1024;
/** Characters that decide whether two prompts may share a prefix: fewer than 1,024 tokens have. */
const KEY_CHARS = 1024;

export interface PrefixCache {
  /** Cached tokens of this prompt, a multiple of 128, 0 on a miss; remembers the prompt. */
  read(model: string, prompt: string, tokens: number): number;
}

/**
 * Simulates prompt caching: a prompt of 1,024 tokens or more whose beginning was seen before has that
 * beginning billed as cached, on a fixed share of the calls (hits are best effort in the real service).
 * Tokens are placed by the share of characters, so the figure is deterministic and cheap.
 */
export function createPrefixCache(seed: number, hitShare = 0.9): PrefixCache {
  const seen = new Map<string, string>();
  return {
    read(model, prompt, tokens) {
      if (tokens < CACHE_FROM_TOKENS || prompt.length < KEY_CHARS) return 0;
      const key = `${model}:${hash32(prompt.slice(0, KEY_CHARS), seed)}`;
      const known = seen.get(key);
      if (known === undefined) {
        remember(seen, key, prompt.slice(0, KEPT_CHARS));
        return 0;
      }
      const hit = fraction(prompt, seed + 5) < hitShare;
      return hit ? wholeSteps(tokens, sharedLength(known, prompt) / prompt.length) : 0;
    },
  };
}

function wholeSteps(tokens: number, share: number): number {
  const shared = Math.min(tokens * share, tokens - 1);
  const whole = Math.floor(shared / CACHE_STEP_TOKENS) * CACHE_STEP_TOKENS;
  return whole >= CACHE_FROM_TOKENS ? whole : 0;
}

function remember(seen: Map<string, string>, key: string, prefix: string): void {
  const oldest = seen.size >= KEPT_PREFIXES ? seen.keys().next().value : undefined;
  if (oldest !== undefined) seen.delete(oldest);
  // A slice would keep the whole prompt in memory.
  seen.set(key, Buffer.from(prefix).toString());
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}
