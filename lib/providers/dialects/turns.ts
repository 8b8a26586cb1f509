import type { ToolCall, Turn } from "../../core/request";
import { jsonObject } from "../parse-json";

export interface TurnRules {
  /** What names of tools look like; null: the model has no tools. */
  readonly toolName: RegExp | null;
  /** The first turn is the user's. */
  readonly userFirst: boolean;
  /** A text without any letter or sign is refused. */
  readonly noBlanks: boolean;
}

/**
 * Whether a conversation can be told: every turn says something, every call is answered in the turns right after it and
 * nothing else is, and it ends where the model has to speak. A beginning of the answer is another wish at each provider. Pure.
 */
export function turnsFit(turns: readonly Turn[], rules: TurnRules): boolean {
  const starts: readonly string[] = rules.userFirst ? ["user"] : ["user", "assistant"];
  return (
    starts.includes(turns[0]?.role ?? "") &&
    turns.at(-1)?.role !== "assistant" &&
    turns.every((turn) => turnFits(turn, rules)) &&
    callsAreAnswered(turns)
  );
}

function callsAreAnswered(turns: readonly Turn[]): boolean {
  let open: readonly string[] = [];
  for (const turn of turns) {
    if (turn.role === "tool") {
      if (!open.includes(turn.call.id)) return false;
      open = open.filter((id) => id !== turn.call.id);
      continue;
    }
    if (open.length > 0) return false;
    open = turn.role === "assistant" ? turn.calls.map(({ id }) => id) : [];
    if (new Set(open).size < open.length) return false;
  }
  return open.length === 0;
}

function turnFits(turn: Turn, { noBlanks, toolName }: TurnRules): boolean {
  const says = (text: string) => !noBlanks || text.trim() !== "";
  switch (turn.role) {
    case "user":
      return (
        turn.parts.length > 0 &&
        turn.parts.every((part) => part.kind === "image" || says(part.text))
      );
    case "assistant":
      if (turn.calls.length === 0) return turn.text !== null && turn.text !== "" && says(turn.text);
      return turn.calls.every((call) => toolName?.test(call.name) && isExact(call));
    case "tool":
      return says(turn.text);
  }
}

/** Some providers are told arguments as values: they must be an object, and survive being read. */
function isExact({ arguments: args }: ToolCall): boolean {
  if (jsonObject(args) === null) return false;
  const numbers = args.replace(STRING, "").match(NUMBER) ?? [];
  return numbers.every((number) => Number.isFinite(Number(number)) && digits(number) <= 15);
}

const STRING = /"(?:[^"\\]|\\.)*"/g;
const NUMBER = /-?\d[\d.eE+-]*/g;

/** A double keeps 15 significant digits. */
function digits(number: string): number {
  const [mantissa = ""] = number.split(/e/i);
  return mantissa.replace(/[^\d]/g, "").replace(/^0+/, "").length;
}

/**
 * The turns with other ids for their calls, where any does not look as the provider wants it or stands for two calls. An
 * id only ties an answer to its call. New ones are of nine letters and digits, which every provider takes. Pure.
 */
export function withCallIds(turns: readonly Turn[], fits: RegExp): readonly Turn[] {
  const ids = turns.flatMap((turn) =>
    (turn.role === "assistant" ? turn.calls : []).map((c) => c.id),
  );
  if (ids.every((id) => fits.test(id)) && new Set(ids).size === ids.length) return turns;
  let count = 0;
  let current = new Map<string, string>();
  return turns.map((turn) => {
    if (turn.role === "user") return turn;
    if (turn.role === "tool") {
      const id = current.get(turn.call.id) ?? turn.call.id;
      return { ...turn, call: { ...turn.call, id } };
    }
    current = new Map(turn.calls.map(({ id }) => [id, `call${String(++count).padStart(5, "0")}`]));
    const calls = turn.calls.map((call) => ({ ...call, id: current.get(call.id) ?? call.id }));
    return { ...turn, calls };
  });
}
