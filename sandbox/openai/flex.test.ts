import type OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FaultPlanInput } from "../fault-schema";
import type { Sandbox } from "../server";
import { errorOf, openSandbox } from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
afterEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

type Tier = "auto" | "default" | "flex" | "priority" | null;

const ASK = {
  "chat completions": (model: string, service_tier: Tier) =>
    client.chat.completions.create({
      ...{ model, service_tier, messages: [{ role: "user", content: "Hi" }] },
    }),
  responses: (model: string, service_tier: Tier) =>
    client.responses.create({ model, service_tier, input: "Hi" }),
};

const unavailable: NonNullable<FaultPlanInput["requests"]>[number] = {
  ...{ on: "chat", serviceTier: "flex", effect: "status", status: 429 },
  code: "resource_unavailable",
};

describe.each(Object.entries(ASK))("%s", (_, ask) => {
  it.each<[string, Tier, string]>([
    ["gpt-5", "flex", "flex"],
    ["gpt-5.6-luna", "flex", "flex"],
    ["o3", "flex", "flex"],
    ["o4-mini", "flex", "flex"],
    ["gpt-5", "auto", "default"],
    ["gpt-5", null, "default"],
    ["gpt-4.1", "default", "default"],
    ["gpt-4.1", "priority", "priority"],
  ])("by %s at the tier %s answer at %s", async (model, tier, answered) => {
    expect((await ask(model, tier)).service_tier).toBe(answered);
  });

  it.each(["gpt-4.1", "gpt-4o-mini", "o3-mini", "gpt-5.1"])("by %s have no flex", async (model) => {
    expect(await errorOf(ask(model, "flex"))).toMatchObject({ status: 400, param: "service_tier" });
  });

  it("at flex may find no resources, which is not billed; other tiers go on", async () => {
    sandbox.faults.replace({ requests: [{ ...unavailable, times: 2, retryAfter: 7 }] });
    const before = sandbox.account().chat;
    const error = await errorOf(ask("gpt-5-mini", "flex"));
    expect(error).toMatchObject({
      ...{ status: 429, code: "resource_unavailable", type: "resource_unavailable" },
    });
    expect(error.headers?.get("retry-after")).toBe("7");
    expect((await ask("gpt-5-mini", "default")).service_tier).toBe("default");
    await errorOf(ask("gpt-5-mini", "flex"));
    expect((await ask("gpt-5-mini", "flex")).service_tier).toBe("flex");
    expect(sandbox.faults.strikes().requests).toEqual([2]);
    expect(sandbox.account().chat.executed).toBe(before.executed + 2);
  });
});

it.each<[string, FaultPlanInput]>([
  ["a drop", { requests: [{ on: "chat", serviceTier: "flex", effect: "drop" }] }],
  ["an answer", { requests: [{ ...unavailable, when: "after" }] }],
])("a fault of a tier cannot be laid on %s", (_, plan) => {
  expect(() => sandbox.faults.replace(plan)).toThrow(/serviceTier/);
});
