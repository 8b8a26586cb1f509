import { type ClaudeModel, claudeModel } from "../anthropic/models";
import type { Model, Models } from "../engine/model";

export type BedrockModel =
  | { family: "claude"; model: ClaudeModel }
  | { family: "nova" | "llama"; model: Model };

const plain: Omit<Model, "snapshot" | "contextTokens" | "maxOutputTokens"> = {
  ...{ reasoning: false, schemas: false, caching: false, cacheWrites: false, batch: true },
};

/** Claude's models on Bedrock: the id there and the one of Anthropic. */
const CLAUDE: readonly (readonly [string, string])[] = [
  ["anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"],
  ["anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4-0"],
  ["anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"],
  ["anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5"],
  ["anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5"],
  ["anthropic.claude-opus-4-6-v1", "claude-opus-4-6"],
  ["anthropic.claude-sonnet-4-6", "claude-sonnet-4-6"],
  ["anthropic.claude-opus-4-7", "claude-opus-4-7"],
  ["anthropic.claude-opus-4-8", "claude-opus-4-8"],
];

/** Id, greatest context and output, as LiteLLM's model table lists them (copy of 2026-08-01). */
const NOVA: readonly (readonly [string, number, number])[] = [
  ["amazon.nova-micro-v1:0", 128_000, 10_000],
  ["amazon.nova-lite-v1:0", 300_000, 10_000],
  ["amazon.nova-pro-v1:0", 300_000, 10_000],
  ["amazon.nova-2-lite-v1:0", 1_000_000, 64_000],
];
const LLAMA: readonly (readonly [string, number, number])[] = [
  ["meta.llama3-1-8b-instruct-v1:0", 128_000, 2048],
  ["meta.llama3-1-70b-instruct-v1:0", 128_000, 2048],
  ["meta.llama3-3-70b-instruct-v1:0", 128_000, 4096],
  ["meta.llama4-scout-17b-instruct-v1:0", 128_000, 4096],
  ["meta.llama4-maverick-17b-instruct-v1:0", 128_000, 4096],
];

const TABLE = new Map<string, BedrockModel>([
  ...CLAUDE.flatMap(([id, name]): [string, BedrockModel][] => {
    const model = claudeModel(name);
    // Nothing is cached in batch inference (AWS user guide, prompt caching).
    return model === undefined ? [] : [[id, { family: "claude", model }]];
  }),
  ...listed("nova", NOVA),
  ...listed("llama", LLAMA),
]);

function listed(
  family: "nova" | "llama",
  rows: readonly (readonly [string, number, number])[],
): [string, BedrockModel][] {
  return rows.map(([snapshot, contextTokens, maxOutputTokens]) => [
    snapshot,
    { family, model: { ...plain, snapshot, contextTokens, maxOutputTokens } },
  ]);
}

/** A model by its id, by the id of its inference profile (`us.` and so on), or by the ARN of either. */
export function bedrockModel(id: string): BedrockModel | undefined {
  const name = id.replace(/^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:[a-z-]+\//, "");
  return TABLE.get(name) ?? TABLE.get(name.replace(/^(us|us-gov|eu|apac|au|jp|global)\./, ""));
}

/** The makers' names, by the beginning of an id. */
const MAKERS = [
  ["anthropic.", "Anthropic"],
  ["amazon.", "Amazon"],
  ["meta.", "Meta"],
] as const;

export function makerOf(id: string): string {
  return MAKERS.find(([start]) => id.startsWith(start))?.[1] ?? "";
}

export const BEDROCK_MODELS: Models = {
  find: (name) => bedrockModel(name)?.model,
  names: () => [...TABLE.keys()],
};
