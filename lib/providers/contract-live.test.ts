import { describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import { chatOf, type NeutralPrompt } from "../core/request";
import { CONTRACT_CASES, openContract } from "../testing/contract-sandbox";
import { readLine } from "../testing/result-line";
import { MAX_RETRY_AFTER_MS } from "./http";
import type { Provider, ProviderSession } from "./provider";
import { provider } from "./registry";

const TIMEOUT_MS = 20_000;

/** A transparent pixel. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const outputSchema = {
  type: "object",
  properties: { colour: { type: "string" } },
  required: ["colour"],
  additionalProperties: false,
};

type RequestFault = NonNullable<FaultPlanInput["requests"]>[number];

/** What befalls a request without being its own fault: the error, and how many requests were answered for money. */
const THROWN: [string, Omit<RequestFault, "on">, object, number][] = [
  ["401", { effect: "status", status: 401 }, { kind: "auth" }, 0],
  ["403", { effect: "status", status: 403 }, { kind: "permission" }, 0],
  ["408", { effect: "status", status: 408 }, { kind: "timeout" }, 0],
  ["409", { effect: "status", status: 409 }, { kind: "server" }, 0],
  ["429", { effect: "status", status: 429 }, { kind: "rate_limited" }, 0],
  [
    "429 with a wait",
    { effect: "status", status: 429, retryAfter: 3 },
    { kind: "rate_limited", retryAfterMs: 3000 },
    0,
  ],
  [
    "429 with a day's wait",
    { effect: "status", status: 429, retryAfter: 86_400 },
    { kind: "rate_limited", retryAfterMs: MAX_RETRY_AFTER_MS },
    0,
  ],
  ["500", { effect: "status", status: 500 }, { kind: "server" }, 0],
  [
    "503 with a wait",
    { effect: "status", status: 503, retryAfter: 1 },
    { kind: "server", retryAfterMs: 1000 },
    0,
  ],
  [
    "504 after the work",
    { effect: "status", status: 504, when: "after" },
    { kind: "ambiguous" },
    1,
  ],
  ["a drop before the work", { effect: "drop" }, { kind: "ambiguous" }, 0],
  ["a drop after the work", { effect: "drop", when: "after" }, { kind: "ambiguous" }, 1],
  ["an answer cut off", { effect: "drop", when: "midway" }, { kind: "ambiguous" }, 1],
];

const LIVE_CASES = CONTRACT_CASES.filter(({ kind, models: [model] }) =>
  provider(kind).capabilities.channels(model).includes("realtime"),
);

test("whoever has no real-time channel says so twice", async () => {
  const others = CONTRACT_CASES.filter((which) => !LIVE_CASES.includes(which));
  expect(others.map(({ kind }) => kind)).toContain("azure");
  for (const which of others) {
    await using contract = await openContract(which);
    expect(contract.session.complete).toBeNull();
    for (const model of which.models) {
      expect(contract.adapter.capabilities.channels(model)).toEqual(["batch"]);
    }
  }
});

/** Whatever a prompt may come with, as far as the model takes it. */
function fullRequest({ capabilities }: Provider, model: string): Partial<NeutralPrompt> {
  const images = [{ kind: "base64" as const, mediaType: "image/png" as const, data: PIXEL }];
  return {
    ...{ model, system: "Be brief", maxOutputTokens: 4000 },
    ...(capabilities.jsonSchema(model) ? { outputSchema } : {}),
    ...(capabilities.images(model).includes("base64") ? { images } : {}),
  };
}

describe.each(LIVE_CASES)("$kind", (which) => {
  const [model] = which.models;
  const adapter = provider(which.kind);
  const { capabilities } = adapter;

  const encode = (request: Partial<NeutralPrompt> = {}) =>
    adapter.encode(chatOf({ model, prompt: "Name a colour", ...request }), "7");
  const send = (session: ProviderSession, of = encode(), more: object = {}) => {
    if (session.complete === null) throw new Error("no real-time channel");
    const request = { ...of, model, channel: "realtime" as const, timeoutMs: TIMEOUT_MS };
    return session.complete({ ...request, ...more });
  };
  const read = (line: string, { endpoint } = encode(), of = model) => {
    expect(line).not.toContain("\n");
    const told = readLine(line, adapter.shape(of, endpoint));
    expect(told.customId).toBe(`${adapter.customIdPrefix}7`);
    return { ...told, verdict: adapter.classify(told.facts) };
  };

  test("a prompt is answered by a line as a batch has it, each time one of its own", async () => {
    await using contract = await openContract(which);
    const long = encode({ prompt: `Name a colour. ${"Blue or green? ".repeat(900)}` });
    const first = read(await send(contract.session, long));
    const second = read(await send(contract.session, long));
    for (const { verdict, text, usage } of [first, second]) {
      expect(verdict).toMatchObject({ outcome: "succeeded", code: null });
      expect(text).toBeTruthy();
      expect(usage?.output).toBeGreaterThan(0);
    }
    expect(first.model).toBeTruthy();
    expect(first.requestId).toBeTruthy();
    expect(second.requestId).not.toBe(first.requestId);
    const inputOf = ({ usage }: typeof first) => (usage?.input ?? 0) + (usage?.cached_input ?? 0);
    expect(inputOf(second)).toBe(inputOf(first));
    expect(inputOf(first)).toBeGreaterThan(1000);
    expect(contract.sandbox.account(which.key).chat).toMatchObject({ requests: 2 });
  });

  test("instructions, a schema and an image go with it, and thinking is counted", async () => {
    await using contract = await openContract(which);
    const reasoning: number[] = [];
    for (const of of which.models) {
      const request = encode(fullRequest(adapter, of));
      const { verdict, text, usage } = read(
        await send(contract.session, request, { model: of }),
        request,
        of,
      );
      expect([of, verdict.code]).toEqual([of, null]);
      if (capabilities.jsonSchema(of)) expect(JSON.parse(text ?? "")).toHaveProperty("colour");
      expect(usage?.reasoning).toBeLessThanOrEqual(usage?.output ?? 0);
      reasoning.push(usage?.reasoning ?? 0);
    }
    const thinks = ["openai", "gemini"].includes(which.kind);
    if (thinks) expect(Math.max(...reasoning)).toBeGreaterThan(0);
  });

  test("a request that is refused is a row that has failed", async () => {
    await using contract = await openContract(which);
    const strange = encode({ model: "no-such-model" });
    const wrong = encode();
    const odd = {
      ...wrong,
      line: wrong.line.replace(/("(?:body|params|request)":\{)/, '$1"odd":1,'),
    };
    expect(odd.line).not.toBe(wrong.line);
    const lines = [
      await send(contract.session, strange, { model: "no-such-model" }),
      await send(contract.session, odd),
    ];
    for (const { verdict, message, usage, facts } of lines.map((line) => read(line))) {
      expect(verdict).toMatchObject({ outcome: "failed", retryable: false });
      expect(verdict.code).toBe(facts.errorCode);
      expect(message).toBeTruthy();
      expect(usage).toBeNull();
    }
    expect(contract.sandbox.account().chat).toMatchObject({ executed: 0 });
  });

  test("a refusal with one of these statuses is the request's own", async () => {
    await using contract = await openContract(which);
    const { faults } = contract.sandbox;
    for (const status of [400, 404, 413, 422]) {
      faults.replace({ requests: [{ on: "chat", effect: "status", status }] });
      const { verdict } = read(await send(contract.session));
      expect([status, verdict]).toMatchObject([status, { outcome: "failed", retryable: false }]);
      expect(faults.strikes().requests).toEqual([1]);
    }
  });

  test("what says nothing against the request is thrown, after one POST", async () => {
    await using contract = await openContract(which);
    const { faults } = contract.sandbox;
    const paid = () => contract.sandbox.account().chat.executed;
    for (const [name, fault, error, answered] of THROWN) {
      faults.replace({ requests: [{ on: "chat", ...fault }] });
      const before = paid();
      const thrown = await send(contract.session).catch((cause: unknown) => cause);
      const { status } = fault;
      const told = { ...error, ...(status === undefined ? {} : { status }) };
      expect([name, thrown]).toMatchObject([name, told]);
      expect([name, faults.strikes().requests]).toEqual([name, [1]]);
      expect([name, paid() - before]).toEqual([name, answered]);
    }
  });

  test("an answer that takes too long may be on the bill", async () => {
    const requests = [{ on: "chat" as const, effect: "latency" as const, delayMs: 2000 }];
    await using contract = await openContract(which, { faults: { requests } });
    const late = send(contract.session, encode(), { timeoutMs: 100 });
    await expect(late).rejects.toMatchObject({ kind: "ambiguous" });
    expect(contract.sandbox.faults.strikes().requests).toEqual([1]);
  });

  test("a wrong address and a wrong key are no row's fault", async () => {
    await using contract = await openContract(which);
    const stranger = await contract.openWith("sk-of-somebody-else");
    await expect(send(stranger)).rejects.toMatchObject({ kind: "auth" });
    const baseUrl = `${contract.sandbox.url}${which.path}/nowhere`;
    const lost = await adapter.open({ apiKey: which.key, settings: which.settings, baseUrl });
    await expect(send(lost)).rejects.toMatchObject({ kind: "not_found", status: 404 });
    expect(contract.sandbox.account().chat.requests).toBe(0);
  });
});
