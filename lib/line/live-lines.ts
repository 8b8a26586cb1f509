import type { ResultFacts, Verdict } from "../core/outcome";
import type { JsonPointer, ResultShape } from "../core/result-shape";

/** An answer that was paid, perhaps, and never came. The row was sent again. */
const ANSWER_LOST = "answer_lost";
/** The row was sent several times, and nobody answered. */
const NO_ANSWER = "no_answer";

/**
 * A line of our own among the answers, which the provider's shape reads like any other. A lost answer counts as an execution
 * of unknown cost, so that it is booked as unpriced beside the answer that came later. `tries` tells two of a row apart.
 */
export function lostLine(shape: ResultShape, id: string, tries: number): string {
  return ourLine(shape, [[shape.statusCode, 0]], { id, code: ANSWER_LOST, tries });
}

/** The row is given up for this attempt. This line costs nothing; what its sendings may have cost has lines of its own. */
export function givenUpLine(shape: ResultShape, id: string, tries: number): string {
  return ourLine(shape, [], { id, code: NO_ANSWER, tries });
}

/** The provider's judgement, and ours of our own lines. */
export function judgingOurs(classify: (facts: ResultFacts) => Verdict) {
  return (facts: ResultFacts): Verdict => {
    const code = facts.errorCode;
    const failed = { outcome: "failed", retryable: true } as const;
    if (code === ANSWER_LOST) return { ...failed, code };
    if (code === NO_ANSWER) return { ...failed, code, free: true };
    return classify(facts);
  };
}

export interface LineReading {
  /** Null: no line that anybody could read. */
  readonly id: string | null;
  /** Whether the row got no good answer. */
  readonly failed: boolean;
  /** Whether the row is still without an answer. */
  readonly open: boolean;
}

/** What a stored line says of its row, for progress and for going on; the engine judges it later. */
export function readLine(shape: ResultShape, line: string): LineReading {
  const parsed = parse(line);
  const id = at(parsed, shape.customId);
  const [code] = shape.errorCode.map((pointer) => at(parsed, pointer)).filter((one) => one != null);
  return {
    id: typeof id === "string" ? id : null,
    failed: code !== undefined,
    open: code === ANSWER_LOST,
  };
}

function ourLine(
  { customId, errorCode: [errorCode = "/error"] }: ResultShape,
  more: readonly (readonly [JsonPointer, unknown])[],
  { id, code, tries }: { readonly id: string; readonly code: string; readonly tries: number },
): string {
  const values = [[customId, id], [errorCode, code], ...more] as const;
  const line = values.reduce((whole, [pointer, value]) => put(whole, keysOf(pointer), value), {});
  return JSON.stringify({ ...line, tries });
}

type Fields = Readonly<Record<string, unknown>>;

function put(fields: Fields, [key = "", ...rest]: readonly string[], value: unknown): Fields {
  const inner = fields[key];
  const below = typeof inner === "object" && inner !== null ? (inner as Fields) : {};
  return { ...fields, [key]: rest.length === 0 ? value : put(below, rest, value) };
}

function at(value: unknown, pointer: JsonPointer): unknown {
  return keysOf(pointer).reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : null),
    value,
  );
}

const keysOf = (pointer: JsonPointer): string[] => pointer.slice(1).split("/");

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
