/** Whose body a model takes. */
export type Family = "claude" | "nova" | "llama3" | "llama4";

/** The family of a model, or null for one whose bodies we do not know. */
export function familyOf(model: string): Family | null {
  const name = baseModel(model);
  return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/**
 * The model's own name: an inference profile of a region is the model with the region before it (`us.`, `eu.`, `apac.`,
 * `global.`), and an ARN ends with either.
 */
export function baseModel(model: string): string {
  const name = model.replace(/^arn:aws[\w-]*:bedrock:.*\//, "");
  return name.replace(/^[a-z-]{2,8}\.(?=(anthropic|amazon|meta)\.)/, "");
}

const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/^anthropic\.claude-(?!instant|v\d)/, "claude"],
  [/^amazon\.nova-(?!canvas|reel|sonic|\d-(multimodal|sonic))/, "nova"],
  [/^meta\.llama3/, "llama3"],
  [/^meta\.llama4/, "llama4"],
];
