import { hash32 } from "./random";
import { schemaInstance } from "./schema-instance";
import { labelOf, sentences } from "./words";

interface Question {
  /** System and developer text. */
  instructions: string;
  /** The user's text: what the answer depends on. */
  text: string;
  /** A JSON schema that the answer must follow, `"object"` for any JSON object, null for free text. */
  shape: Record<string, unknown> | "object" | null;
  /** 0 for the first choice; another number gives another answer. */
  choice: number;
}

/** An answer that depends on the question and the seed only. */
export function answer(question: Question, seed: number): string {
  const own = hash32(question.text, seed + question.choice);
  if (question.shape === "object") {
    return JSON.stringify({ answer: sentences(own), confidence: (own % 100) / 100 });
  }
  if (question.shape !== null) {
    return JSON.stringify(schemaInstance(question.shape, own));
  }
  return asksForLabel(question) ? label(question, own) : sentences(own);
}

const LABEL_WORDS = /\b(classif\w*|categor\w*|labels?|intents?|sentiment|topics?)\b/i;
const CHOICES = /\bone of(?: these| the following)?:?\s+((?:[\w -]{1,40},\s*){1,99}[\w -]{1,40})/i;

function asksForLabel({ instructions, text }: Question): boolean {
  return LABEL_WORDS.test(instructions) || LABEL_WORDS.test(text.slice(0, 2000));
}

/** Where the question lists the permitted labels, one of them. */
function label({ instructions, text }: Question, own: number): string {
  const listed = (CHOICES.exec(instructions) ?? CHOICES.exec(text.slice(0, 4000)))?.[1];
  const labels = listed?.split(/,\s*(?:or\s+)?|\s+or\s+/).map((part) => part.trim()) ?? [];
  const usable = labels.filter((part) => part !== "");
  return usable[own % Math.max(usable.length, 1)] ?? labelOf(own);
}
