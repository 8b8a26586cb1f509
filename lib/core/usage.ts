/** The closed list of disjoint billable counts, in tokens. Reasoning is part of `output` and kept beside it. */
export const METERS = [
  "input",
  "cached_input",
  "cache_write_5m",
  "cache_write_1h",
  "output",
] as const;

export type Meter = (typeof METERS)[number];

/** Tokens used, by meter. The meters are disjoint, so their sum is everything that is billed. */
export type Usage = { readonly [M in Meter]: number } & {
  /** Informational: the part of `output` that was hidden reasoning. */
  readonly reasoning: number;
};

export const NO_USAGE: Usage = {
  input: 0,
  cached_input: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  output: 0,
  reasoning: 0,
};

/** All tokens that went in: fresh, read from a cache and written to one. */
export function inputTokens(usage: Usage): number {
  return usage.input + usage.cached_input + usage.cache_write_5m + usage.cache_write_1h;
}
