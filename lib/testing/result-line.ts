import type { ResultFacts, Verdict } from "../core/outcome";
import { chatOf } from "../core/request";
import type { JsonPointer, ResultShape, TokenSum } from "../core/result-shape";
import type { Provider } from "../providers/provider";

/** One result line as tests see it, read by the shape alone: the plain counterpart of what the engine does. */
export function readLine(line: string, shape: ResultShape) {
  const root: unknown = JSON.parse(line);
  const first = (pointers: readonly JsonPointer[]) =>
    pointers.map((pointer) => at(root, pointer)).find((value) => value != null) ?? null;
  const sum = ({ plus, minus }: TokenSum) => total(root, plus) - total(root, minus);
  const { several } = shape;
  const all = several && first(several.signs) !== null ? [several.all] : shape.text;
  const text = asText(first(all));
  const facts: ResultFacts = {
    statusCode: asNumber(at(root, shape.statusCode)),
    errorCode: asText(first(shape.errorCode)),
    finishReason: asText(first(shape.finishReason)),
    refused: asText(first(shape.refusal)) !== null,
    hasText: text !== null,
  };
  const { input, cached_input, cache_write_5m, cache_write_1h, output, reasoning } = shape.usage;
  return {
    customId: asText(at(root, shape.customId)),
    requestId: shape.requestId === undefined ? null : asText(at(root, shape.requestId)),
    text,
    model: asText(at(root, shape.model)),
    message: asText(first(shape.errorMessage)),
    facts,
    usage:
      at(root, shape.usagePresent) == null
        ? null
        : {
            input: sum(input),
            cached_input: sum(cached_input),
            cache_write_5m: sum(cache_write_5m),
            cache_write_1h: sum(cache_write_1h),
            output: sum(output),
            reasoning: sum(reasoning),
          },
  };
}

/** The shape of the answers to a prompt. */
export function resultShape(adapter: Provider, model: string): ResultShape {
  return adapter.shape(model, promptEndpoint(adapter, model));
}

/** The verdict on an answer to a prompt. */
export function verdictOn(adapter: Provider, model: string, facts: ResultFacts): Verdict {
  return adapter.classify(facts, promptEndpoint(adapter, model));
}

const promptEndpoint = (adapter: Provider, model: string): string =>
  adapter.encode(chatOf({ model, prompt: "any" }), "1").endpoint;

function at(root: unknown, pointer: JsonPointer): unknown {
  return pointer
    .slice(1)
    .split("/")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
      root,
    );
}

function total(root: unknown, pointers: readonly JsonPointer[]): number {
  return pointers.reduce((sum, pointer) => sum + (asNumber(at(root, pointer)) ?? 0), 0);
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function asText(value: unknown): string | null {
  if (value == null || value === "") return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
