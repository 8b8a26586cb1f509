/** The last characters of a key, so that people can tell two apart; nothing of a short one. */
export function keyHint(apiKey: string): string {
  return apiKey.length > 12 ? apiKey.slice(-4) : "";
}
