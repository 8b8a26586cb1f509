import { describe, expect, test } from "vitest";
import { validateParams } from "./anthropic/validate-params";
import { novaFault } from "./bedrock/nova-body";
import type { ChatDialect } from "./chat-completions/dialect";
import { validateChat } from "./chat-completions/validate-chat";
import { GEMINI_MODELS } from "./gemini/models";
import { toPrompt } from "./gemini/to-prompt";
import { validateRequest } from "./gemini/validate-request";
import { GROQ_CHAT } from "./groq/chat-dialect";
import { MISTRAL_CHAT } from "./mistral/chat-dialect";
import { OPENAI_CHAT } from "./openai/chat-dialect";
import { TOGETHER_CHAT } from "./together/chat-dialect";

describe("chat completions", () => {
  const user = { role: "user", content: "Which colour?" };
  const asks = (id = "abcdef123") => ({
    ...{ role: "assistant", content: null },
    tool_calls: [{ id, type: "function", function: { name: "look", arguments: "{}" } }],
  });
  const tells = (id = "abcdef123") => ({ role: "tool", tool_call_id: id, content: "red" });
  const tool = (more: object = {}) => ({
    tools: [{ type: "function", function: { name: "look", ...more } }],
  });
  const MODELS: [ChatDialect, string][] = [
    [OPENAI_CHAT, "gpt-4.1-mini"],
    [MISTRAL_CHAT, "mistral-large-2512"],
    [GROQ_CHAT, "openai/gpt-oss-120b"],
    [TOGETHER_CHAT, "openai/gpt-oss-120b"],
  ];
  const refusal = (dialect: ChatDialect, body: object) => {
    const model = MODELS.find(([one]) => one === dialect)?.[1];
    const checked = validateChat({ model, messages: [user], ...body }, dialect);
    return checked.ok ? null : checked.error.message;
  };
  const talk = (...messages: object[]) => ({ messages: [user, ...messages], ...tool() });

  test.each(MODELS)("calls that are answered, and a tool by its name", (dialect) => {
    const choice = { tool_choice: { type: "function", function: { name: "look" } } };
    expect(refusal(dialect, { ...talk(asks(), tells(), user), ...choice })).toBeNull();
  });

  test.each<[string, ChatDialect, object, RegExp]>([
    ["an answer to nothing", OPENAI_CHAT, talk(tells()), /must be a response to a preceeding/],
    ["an answer too late", OPENAI_CHAT, talk(asks(), user, tells()), /must be followed by tool/],
    ["no answer", MISTRAL_CHAT, talk(asks()), /must be followed by tool messages/],
    ["a long id", OPENAI_CHAT, talk(asks("x".repeat(41)), tells("x".repeat(41))), /length 40/],
    ["an id of ten", MISTRAL_CHAT, talk(asks("abcdef1234"), tells("abcdef1234")), /length of 9/],
    ["a beginning", MISTRAL_CHAT, talk({ role: "assistant", content: "So" }), /Expected last role/],
    ["no tool in the list", OPENAI_CHAT, { tools: [] }, /empty array/],
    ["a strange name", OPENAI_CHAT, tool({ name: "a b" }), /does not match pattern/],
    ["arguments that are no object", OPENAI_CHAT, tool({ parameters: {} }), /'type: "None"'/],
    ["a choice of nothing", OPENAI_CHAT, { tool_choice: "required" }, /only allowed when 'tools'/],
    [
      "a choice of a stranger",
      OPENAI_CHAT,
      { ...tool(), tool_choice: { type: "function", function: { name: "other" } } },
      /'other' not found/,
    ],
    ["a strange choice", OPENAI_CHAT, { ...tool(), tool_choice: "any" }, /'any'/],
    [
      "JSON beside tools",
      GROQ_CHAT,
      { ...tool(), response_format: { type: "json_object" } },
      /cannot be combined/,
    ],
    ["effort that the model knows not", GROQ_CHAT, { reasoning_effort: "none" }, /must be one of/],
  ])("refused: %s", (_, dialect, body, message) => {
    expect(refusal(dialect, body)).toMatch(message);
  });

  test("where nothing is told of how calls are paired, nobody looks", () => {
    expect(refusal(TOGETHER_CHAT, talk(tells()))).toBeNull();
    expect(refusal(MISTRAL_CHAT, { ...tool(), tool_choice: "any" })).toBeNull();
  });
});

describe("Anthropic's messages", () => {
  const use = (id = "toolu_1") => ({ type: "tool_use", id, name: "look", input: {} });
  const result = (id = "toolu_1") => ({ type: "tool_result", tool_use_id: id, content: "red" });
  const tools = [{ name: "look", input_schema: { type: "object" } }];
  const refusal = (params: object, model = "claude-haiku-4-5", version = "2026-10-21" as const) => {
    const whole = { model, max_tokens: 9, messages: [{ role: "user", content: "a" }], ...params };
    const checked = validateParams(whole, { version, batch: true });
    return checked.ok ? null : checked.fault.message;
  };
  const talk = (...contents: object[][]) => ({
    tools,
    messages: [
      { role: "user", content: "a" },
      ...contents.map((content, i) => ({ role: i % 2 === 0 ? "assistant" : "user", content })),
    ],
  });

  test("a result may be followed by more of the user's", () => {
    const { messages } = talk([use()], [result()]);
    expect(refusal({ tools, messages: [...messages, { role: "user", content: "b" }] })).toBeNull();
  });

  test.each<[string, object, RegExp]>([
    [
      "a use without a result",
      talk([use()], [{ type: "text", text: "b" }]),
      /without `tool_result`/,
    ],
    [
      "a result of nothing",
      talk([{ type: "text", text: "b" }], [result()]),
      /unexpected `tool_use_id`/,
    ],
    ["an id used twice", talk([use()], [result()], [use()], [result()]), /must be unique/],
    ["a strange id", talk([use("a:b")], [result("a:b")]), /should match pattern/],
    ["no tools", { ...talk([use()], [result()]), tools: undefined }, /must define tools/],
    ["a schema of no object", { tools: [{ name: "look", input_schema: {} }] }, /input_schema.type/],
    ["a choice of nothing", { tool_choice: { type: "any" } }, /while providing tools/],
    [
      "a choice of a stranger",
      { tools, tool_choice: { type: "tool", name: "b" } },
      /'b' not found/,
    ],
    ["a blank stop word", { stop_sequences: ["\n"] }, /non-whitespace/],
  ])("refused: %s", (_, params, message) => {
    const { tools: told, ...others } = params as { tools?: unknown };
    expect(refusal(told === undefined ? others : params)).toMatch(message);
  });

  test.each([
    ["claude-haiku-4-5", /cannot both be specified/],
    ["claude-3-haiku-20240307", /^$/],
  ])("two ways of sampling for %s", (model, message) => {
    const params = { model, max_tokens: 9, messages: [{ role: "user", content: "a" }] };
    const both = { ...params, temperature: 0.5, top_p: 0.5 };
    const checked = validateParams(both, { version: "2023-06-01", batch: true });
    expect(checked.ok ? "" : checked.fault.message).toMatch(message);
  });
});

describe("Gemini's contents", () => {
  const call = { functionCall: { name: "look", args: {} } };
  const signed = { ...call, thoughtSignature: "c2ln" };
  const answer = { functionResponse: { name: "look", response: { output: "red" } } };
  const user = (...parts: object[]) => ({ role: "user", parts });
  const model = (...parts: object[]) => ({ role: "model", parts });
  const said = user({ text: "a" });
  const tools = [{ functionDeclarations: [{ name: "look" }] }];
  const json = { generationConfig: { responseMimeType: "application/json" } };
  const refusal = (name: string, body: object) => {
    const found = GEMINI_MODELS.find(name);
    const request = validateRequest({ contents: [said], ...body });
    if (!request.ok || found === undefined) return request.ok ? name : request.fault.message;
    const prompt = toPrompt(request.value, found);
    return prompt.ok ? null : prompt.fault.message;
  };

  test.each<[string, string, object]>([
    [
      "two answers to two calls",
      "gemini-2.5-pro",
      { contents: [said, model(call, call), user(answer, answer)] },
    ],
    [
      "a signed call",
      "gemini-3.6-flash",
      { contents: [said, model(signed, call), user(answer, answer)] },
    ],
    [
      "an unsigned call of an earlier turn",
      "gemini-3.6-flash",
      { contents: [said, model(call), user(answer), model({ text: "b" }), said] },
    ],
    ["JSON beside tools", "gemini-3.6-flash", { tools, ...json }],
  ])("taken: %s by %s", (_, name, body) => {
    expect(refusal(name, body)).toBeNull();
  });

  test.each<[string, string, object, RegExp]>([
    [
      "one answer to two calls",
      "gemini-2.5-pro",
      { contents: [said, model(call, call), user(answer)] },
      /equal to the number/,
    ],
    [
      "an answer to nothing",
      "gemini-2.5-pro",
      { contents: [said, user(answer)] },
      /immediately after a function call/,
    ],
    [
      "a call after the model's words",
      "gemini-2.5-pro",
      { contents: [said, model({ text: "b" }), model(call), user(answer)] },
      /immediately after a user turn/,
    ],
    [
      "an unsigned call",
      "gemini-3.6-flash",
      { contents: [said, model(call), user(answer)] },
      /thought_signature/,
    ],
    ["JSON beside tools", "gemini-2.5-pro", { tools, ...json }, /is unsupported/],
    [
      "JSON beside a forced call",
      "gemini-3.6-flash",
      { tools, ...json, toolConfig: { functionCallingConfig: { mode: "ANY" } } },
      /ANY mode/,
    ],
    [
      "a penalty",
      "gemini-2.5-pro",
      { generationConfig: { presencePenalty: 1 } },
      /Penalty is not enabled/,
    ],
    [
      "a name with a blank",
      "gemini-2.5-pro",
      { tools: [{ functionDeclarations: [{ name: "a b" }] }] },
      /function name/,
    ],
  ])("refused: %s by %s", (_, name, body, message) => {
    expect(refusal(name, body)).toMatch(message);
  });
});

describe("Nova's messages", () => {
  const toolUse = { toolUseId: "t1", name: "look", input: {} };
  const toolResult = { toolUseId: "t1", content: [{ text: "red" }] };
  const toolConfig = { tools: [{ toolSpec: { name: "look", inputSchema: { json: {} } } }] };
  const user = (...content: object[]) => ({ role: "user", content });
  const assistant = (...content: object[]) => ({ role: "assistant", content });
  const said = user({ text: "a" });
  const talk = [said, assistant({ toolUse }), user({ toolResult }, { text: "b" })];

  test("a call that is answered", () => {
    expect(novaFault({ messages: talk, toolConfig })).toBeNull();
  });

  test.each<[string, object, RegExp]>([
    ["no tools", { messages: talk }, /toolConfig field must be defined/],
    ["no answer", { messages: [...talk.slice(0, 2), said], toolConfig }, /toolResult blocks for/],
    [
      "an answer to nothing",
      { messages: [user({ toolResult })], toolConfig },
      /exceeds the number/,
    ],
    ["the user twice", { messages: [said, said] }, /must alternate/],
    ["the model first", { messages: [assistant({ text: "a" })] }, /must start with a user/],
    [
      "a strange choice",
      { messages: [said], toolConfig: { ...toolConfig, toolChoice: { none: {} } } },
      /exactly one of/,
    ],
  ])("refused: %s", (_, body, message) => {
    expect(novaFault(body)).toMatch(message);
  });
});
