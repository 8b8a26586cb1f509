import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { AppError } from "../errors";

const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;

/** Of 0 to 4; 3: more than a hundred million guesses. */
const LEAST_SCORE = 3;
/** Shorter pieces of a name stand in too many good passwords. */
const SHORTEST_OWN_WORD = 4;

export type PasswordFault = "short" | "long" | "own" | "common" | "weak";

/** Why a password is not good enough, given the person's own name and address; null when it is. */
export async function passwordFault(
  password: string,
  own: readonly string[],
): Promise<PasswordFault | null> {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return "short";
  if (length > LONGEST_PASSWORD) return "long";
  const words = own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const lower = password.toLowerCase();
  if (words.some((word) => word.length >= SHORTEST_OWN_WORD && lower.includes(word))) return "own";
  const { score, sequence } = (await estimator()).check(password, words);
  const whole = sequence.some(({ token }) => token === password);
  const known = sequence.some((match) => match.pattern === "dictionary");
  if (score < LEAST_SCORE) return whole && known ? "common" : "weak";
  return null;
}

const WORDS: Record<PasswordFault, string> = {
  short: `The password needs at least ${SHORTEST_PASSWORD} characters.`,
  long: `The password may have at most ${LONGEST_PASSWORD} characters.`,
  own: "The password holds your name or address. Choose one that has nothing to do with you.",
  common: "This password is on lists of passwords that were stolen. Choose another one.",
  weak: "This password is too easy to guess. Take several words that do not belong together.",
};

/** Throws `invalid_request` with `details.reason` for a password that is not good enough. */
export async function refuseWeakPassword(password: string, own: readonly string[]): Promise<void> {
  const reason = await passwordFault(password, own);
  if (!reason) return;
  throw new AppError("invalid_request", WORDS[reason], { details: { field: "password", reason } });
}

let loaded: Promise<ZxcvbnFactory> | null = null;

/** The list is large, so it is loaded with the first password that is set. */
function estimator(): Promise<ZxcvbnFactory> {
  loaded ??= Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]).then(
    ([core, common]) =>
      new core.ZxcvbnFactory({
        dictionary: common.dictionary,
        graphs: common.adjacencyGraphs,
      }),
  );
  return loaded;
}
