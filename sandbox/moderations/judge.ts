import { fraction } from "../random";

/** One result: what is wrong with an input, in which categories, and how surely. */
export interface Judgement {
  flagged: boolean;
  categories: Record<string, boolean>;
  category_scores: Record<string, number>;
  category_applied_input_types: Record<string, string[]>;
}

/**
 * The categories of omni-moderation, with what here stands for a model's understanding of each, and whether it is looked for
 * in images too (openai 6.49, Moderation).
 */
const CATEGORIES: readonly [name: string, signs: RegExp, images: boolean][] = [
  ["harassment", /\b(idiots?|morons?|losers?|shut up)\b/i, false],
  ["harassment/threatening", /\bi(’|')?ll (hurt|find|kill) you\b/i, false],
  ["sexual", /\b(nudes?|porn\w*|erotic\w*)\b/i, true],
  ["hate", /\b(hate (them|those people)|subhuman)\b/i, false],
  ["hate/threatening", /\bthey (all )?(should|must) die\b/i, false],
  ["illicit", /\b(shoplift\w*|launder money|counterfeit\w*)\b/i, false],
  ["illicit/violent", /\b(build|make) a bomb\b/i, false],
  ["self-harm/intent", /\bi want to (die|hurt myself)\b/i, true],
  ["self-harm/instructions", /\bhow to (hurt|cut) (myself|yourself)\b/i, true],
  ["self-harm", /\b(suicide|self-harm|hurt myself)\b/i, true],
  ["sexual/minors", /(?!)/, false],
  ["violence", /\b(kill\w*|murder\w*|shoot\w*|stab\w*|bombs?)\b/i, true],
  ["violence/graphic", /\b(gore|dismember\w*|blood everywhere)\b/i, true],
];

/** Judges one input. The same text has the same scores under the same seed. */
export function judge(text: string, withImage: boolean, seed: number): Judgement {
  const scores = CATEGORIES.map(([name, signs]): [string, number] => {
    const chance = fraction(`${name}\n${text}`, seed);
    return [name, signs.test(text) ? 0.6 + 0.39 * chance : 0.02 * chance ** 4];
  });
  const flags = scores.map(([name, score]): [string, boolean] => [name, score >= 0.5]);
  return {
    flagged: flags.some(([, flag]) => flag),
    categories: Object.fromEntries(flags),
    category_scores: Object.fromEntries(scores),
    category_applied_input_types: Object.fromEntries(
      CATEGORIES.map(([name, , images]) => [name, typesOf(text, withImage && images)]),
    ),
  };
}

function typesOf(text: string, image: boolean): string[] {
  return [...(text === "" ? [] : ["text"]), ...(image ? ["image"] : [])];
}
