import fc from "fast-check";
import {
  type ChatRequest,
  type ContentPart,
  IMAGE_TYPES,
  type ImageSource,
  type Tool,
  type ToolCall,
  type Turn,
} from "../core/request";

/** A transparent pixel. */
export const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

export const anyImage: fc.Arbitrary<ImageSource> = fc.oneof(
  fc.record({
    kind: fc.constant("url" as const),
    url: fc.webUrl().map((url) => url.replace(/^http:/, "https:")),
  }),
  fc.record({
    kind: fc.constant("base64" as const),
    mediaType: fc.constantFrom(...IMAGE_TYPES),
    data: fc.constant(PIXEL),
  }),
);

/** Texts that are told apart when they are looked for. */
const word = fc.stringMatching(/^[a-z]{3}[ "\\\n{}é漢🎈]{0,2}[a-z0-9]{1,6}$/u);
const blank = fc.constantFrom("", " ", "\n");
const text = fc.oneof({ weight: 12, arbitrary: word }, { weight: 1, arbitrary: blank });

const name = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,20}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z.]{60,70}$/) },
);

/** Ids as three providers make them, and one that is too long for some. */
const callId = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9]{9}$/),
  fc.stringMatching(/^call_[a-zA-Z0-9]{24}$/),
  fc.stringMatching(/^toolu_01[a-zA-Z0-9]{22}$/),
  fc.stringMatching(/^chat:[a-z0-9]{50}$/),
);

const argumentValue = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null));
const argumentsText = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.dictionary(name, argumentValue, { maxKeys: 3 }).map((one) => JSON.stringify(one)),
  },
  { weight: 1, arbitrary: fc.constantFrom('{"id": 12345678901234567890}', "[1]", "{") },
);

const tool: fc.Arbitrary<Tool> = fc.record(
  {
    name,
    description: word,
    parameters: fc.oneof(
      fc.constant({}),
      fc.dictionary(name, fc.constant({ type: "string" }), { maxKeys: 3 }).map((properties) => ({
        type: "object",
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      })),
    ),
  },
  { requiredKeys: ["name", "parameters"] },
);

const part: fc.Arbitrary<ContentPart> = fc.oneof(
  { weight: 5, arbitrary: text.map((said) => ({ kind: "text" as const, text: said })) },
  { weight: 1, arbitrary: anyImage.map((image) => ({ kind: "image" as const, image })) },
);
const user: fc.Arbitrary<Turn> = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => ({ role: "user", parts }));
const statement: fc.Arbitrary<Turn[]> = text.map((said) => [
  { role: "assistant", text: said, calls: [] },
]);

/** Calls with what became of each, in any order. */
const exchange = (names: readonly string[]): fc.Arbitrary<Turn[]> =>
  fc
    .record({
      said: fc.option(text),
      calls: fc.uniqueArray(
        fc.record({ id: callId, name: fc.constantFrom(...names), arguments: argumentsText }),
        { minLength: 1, maxLength: 3, selector: ({ id }) => id },
      ),
      answers: fc.array(text, { minLength: 3, maxLength: 3 }),
      backwards: fc.boolean(),
    })
    .map(({ said, calls, answers, backwards }) => {
      const told = calls.map(
        (call: ToolCall, i): Turn => ({ role: "tool", call, text: answers[i] ?? "done" }),
      );
      return [{ role: "assistant", text: said, calls }, ...(backwards ? told.toReversed() : told)];
    });

/** A conversation that begins with the user and ends with the user or with what tools have told. */
const turnsWith = (names: readonly string[]): fc.Arbitrary<Turn[]> =>
  fc
    .record({
      first: user,
      middle: fc.array(
        fc.oneof(
          statement,
          user.map((one) => [one]),
          ...(names.length > 0 ? [exchange(names)] : []),
        ),
        { maxLength: 3 },
      ),
      last: user,
    })
    .map(({ first, middle, last }) => {
      const turns = [first, ...middle.flat()];
      return turns.at(-1)?.role === "assistant" ? [...turns, last] : turns;
    });

const outputSchema = fc.oneof(
  fc.dictionary(name, fc.constant({ type: "string" }), { maxKeys: 3 }).map((properties) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  })),
  fc.constant({ type: "object", properties: { a: { type: "string" } } }),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
);

const settings = {
  system: word,
  outputSchema,
  jsonObject: fc.constant(true as const),
  maxOutputTokens: fc.integer({ min: 1, max: 2048 }),
  temperature: fc.constantFrom(0, 0.3, 1, 1.2, 1.8),
  topP: fc.constantFrom(0.125, 0.9, 1),
  topK: fc.constantFrom(0, 1, 40, 500),
  stop: fc.array(
    fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.constant("\n") }),
    {
      maxLength: 6,
    },
  ),
  seed: fc.oneof(fc.integer({ min: 1 }), fc.constantFrom(-7, 2 ** 40)),
  frequencyPenalty: fc.constantFrom(0, -1.5, 0.75),
  presencePenalty: fc.constantFrom(0, 1.25),
  reasoningEffort: fc.constantFrom(
    "none",
    "minimal",
    "low",
    "medium",
    "high",
    "xhigh",
    "max",
    "default",
  ),
};

/** Requests of every kind that can be told in the port's words, some of which each provider has to turn down. */
export function anyChatRequest(models: readonly string[]): fc.Arbitrary<ChatRequest> {
  return fc.array(tool, { maxLength: 3 }).chain((tools) => {
    const names = tools.map((one) => one.name);
    const choice = fc.oneof(
      fc.constantFrom("auto" as const, "none" as const, "required" as const),
      fc.constantFrom(...names, "stranger").map((chosen) => ({ name: chosen })),
    );
    // Few settings at a time: with all of them hardly a request would be one that a provider takes.
    const some = fc
      .subarray(Object.keys(settings) as (keyof typeof settings)[], { maxLength: 4 })
      .chain((chosen) => fc.record(Object.fromEntries(chosen.map((key) => [key, settings[key]]))));
    return fc
      .record(
        { model: fc.constantFrom(...models), turns: turnsWith(names), choice, some },
        { requiredKeys: ["model", "turns", "some"] },
      )
      .map(({ model, turns, choice: toolChoice, some: chosen }) => ({
        model,
        turns,
        ...(tools.length > 0 ? { tools } : {}),
        ...(toolChoice === undefined ? {} : { toolChoice }),
        ...chosen,
      }));
  });
}

/** A request without the fields that a provider cannot say. */
export function without(request: ChatRequest, named: readonly string[]): ChatRequest {
  const kept = Object.entries(request).filter(([field]) => !named.includes(field));
  const turns = named.includes("turns") ? [PLAIN] : request.turns;
  return {
    ...Object.fromEntries(kept),
    model: request.model,
    turns: named.includes("images") ? turns.map(imageless) : turns,
  };
}

const PLAIN: Turn = { role: "user", parts: [{ kind: "text", text: "Say something as JSON" }] };

function imageless(turn: Turn): Turn {
  if (turn.role !== "user") return turn;
  const parts = turn.parts.filter(({ kind }) => kind === "text");
  return { ...turn, parts: parts.length > 0 ? parts : [{ kind: "text", text: "nothing" }] };
}
