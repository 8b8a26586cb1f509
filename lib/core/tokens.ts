/**
 * What OpenAI's chat format adds to the text (OpenAI cookbook, "How to count tokens with tiktoken", read
 * 2026-11-23): 3 tokens around each message, 1 for its role, 3 that prime the answer.
 */
const CHAT_MESSAGE_TOKENS = 3;
const CHAT_ROLE_TOKENS = 1;
const CHAT_REPLY_TOKENS = 3;

/** Tokens of a chat request besides its texts. An output schema or tools come on top. */
export function chatOverheadTokens(messages: number): number {
  return messages * (CHAT_MESSAGE_TOKENS + CHAT_ROLE_TOKENS) + CHAT_REPLY_TOKENS;
}

/**
 * No text has more tokens than this: each token of a byte-level tokenizer stands for at least one byte of UTF-8.
 * Good for a bound; the true count of English text is about a quarter of it.
 */
export function tokensAtMost(utf8Bytes: number, messages: number): number {
  return utf8Bytes + chatOverheadTokens(messages);
}
