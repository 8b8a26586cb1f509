import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatRequest, Turn } from "../core/request";
import { anyChatRequest, without } from "../testing/chat-requests";
import { CONTRACT_CASES, openContract, pollToEnd, resultLines } from "../testing/contract-sandbox";
import { readLine } from "../testing/result-line";
import { provider } from "./registry";

const LOOK = {
  name: "look_up",
  description: "Looks a colour up",
  parameters: { type: "object", properties: { shade: { type: "string" } }, required: ["shade"] },
};
const CALL = { id: "call_abc", name: "look_up", arguments: '{"shade":"teal"}' };
const ask = (text: string): Turn => ({ role: "user", parts: [{ kind: "text", text }] });

describe.each(CONTRACT_CASES)("$kind", (which) => {
  const adapter = provider(which.kind);
  const request = anyChatRequest(which.models);

  test("what can be said is accepted, with nothing lost", () => {
    let sent = 0;
    fc.assert(
      fc.property(request, (generated) => {
        const named = adapter.cannot(generated);
        const whole = named.length === 0 ? generated : without(generated, named);
        expect(adapter.cannot(whole)).toEqual([]);
        const encoded = adapter.encode(whole, "7");
        expect(which.refusal(encoded, whole.model)).toBeNull();
        expect(missing(whole, JSON.parse(encoded.line))).toEqual([]);
        if (named.length === 0) sent += 1;
      }),
      { numRuns: 600 },
    );
    // Requests that are all turned down would prove little.
    expect(sent).toBeGreaterThan(15);
  });

  const calling = which.models.filter(
    (model) => adapter.cannot({ model, turns: [ask("Name a colour")], tools: [LOOK] }).length === 0,
  );

  test.each(calling)("all that %s reads of a conversation counts, each text once", (model) => {
    const turns: Turn[] = [
      ask("Which colour?"),
      { role: "assistant", text: "I look it up.", calls: [CALL] },
      { role: "tool", call: CALL, text: "It is greenish." },
      ask("Say more."),
    ];
    const request = { model, system: "Be brief.", turns, tools: [LOOK] };
    expect(adapter.cannot(request)).toEqual([]);
    const texts = adapter.texts(adapter.encode(request, "1").line);
    expect([texts?.system, texts?.prompt]).toEqual([
      "Be brief.",
      expect.stringContaining("Say more."),
    ]);
    const all = [texts?.system, texts?.prompt, ...(texts?.others ?? [])].join("\n");
    const once = [
      "Which colour?",
      "I look it up.",
      "teal",
      "greenish",
      "Say more.",
      "Looks a colour up",
    ];
    for (const text of once) expect(all.split(text)).toHaveLength(2);
    expect(all.split("look_up")).toHaveLength(3);
  });

  test.skipIf(calling.length === 0)("a call of a tool is the answer of its row", async () => {
    await using contract = await openContract(which);
    for (const [i, model] of calling.entries()) {
      const request = { model, turns: [ask("Name a colour")], tools: [LOOK] };
      const choices = [{ name: LOOK.name }, "required"] as const;
      const lines = choices.map((toolChoice, at) =>
        adapter.encode({ ...request, toolChoice }, String(at + 1)),
      );
      const file = `${lines.map(({ line }) => line).join("\n")}\n`;
      const requests = await contract.prepare(`t-${i}`, file);
      const batch = await contract.submit(`t-${i}`, requests, { of: model });
      const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
      const endpoint = lines[0]?.endpoint ?? "";
      const shape = adapter.shape(model, endpoint);
      const answers = await resultLines(contract.session, snapshot);
      expect(answers).toHaveLength(2);
      for (const line of answers) {
        const { text, facts, usage } = readLine(line, shape);
        expect(adapter.classify(facts, endpoint)).toMatchObject({
          outcome: "succeeded",
          code: null,
        });
        expect(values(JSON.parse(text ?? ""))).toEqual(
          expect.arrayContaining(["look_up", "shade"]),
        );
        expect(usage?.output).toBeGreaterThan(0);
      }
    }
  });
});

/** What of a request its line does not hold. */
function missing(request: ChatRequest, line: unknown): unknown[] {
  const held = new Set(values(line));
  const texts = [...held].filter((value) => typeof value === "string").join("\n\n");
  const has = (value: unknown) =>
    held.has(value) || (typeof value === "string" && texts.includes(value));
  return spoken(request).filter((value) => !has(value));
}

/** Every text and number that a request says. What a model does unasked need not be said, nor a zero that Nova has no number for. */
function spoken({ turns, tools = [], stop = [], ...request }: ChatRequest): unknown[] {
  const { system, maxOutputTokens, topK, seed, reasoningEffort, outputSchema } = request;
  const { toolChoice, temperature, topP, frequencyPenalty, presencePenalty } = request;
  const settings = [system, maxOutputTokens, topK, seed, reasoningEffort];
  const unasked = [temperature, topP, frequencyPenalty, presencePenalty];
  return [
    ...turns.flatMap(ofTurn),
    ...tools.flatMap(({ name, description, parameters }) => [
      ...(description === undefined ? [name] : [name, description]),
      ...values(parameters),
    ]),
    ...(typeof toolChoice === "object" ? [toolChoice.name] : []),
    ...values(outputSchema ?? []),
    ...stop,
    ...settings.filter((value) => value !== undefined),
    ...unasked.filter((value) => value !== undefined && value !== 0 && value !== 1),
  ];
}

function ofTurn(turn: Turn): unknown[] {
  switch (turn.role) {
    case "user":
      return turn.parts.flatMap((part) =>
        part.kind === "text"
          ? [part.text]
          : [part.image.kind === "url" ? part.image.url : part.image.data],
      );
    case "assistant":
      return [
        ...(turn.text?.trim() ? [turn.text] : []),
        ...turn.calls.flatMap((call) => [call.name, ...values(JSON.parse(call.arguments))]),
      ];
    case "tool":
      return [turn.text];
  }
}

/** All leaves of a JSON value and all names in it; JSON inside a text counts too. */
function values(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(values);
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => [key, ...values(inner)]);
  }
  if (typeof value !== "string" || !value.startsWith("{")) return [value];
  try {
    return [value, ...values(JSON.parse(value))];
  } catch {
    return [value];
  }
}
