import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validateChat } from "../../sandbox/openai/validate-chat";
import { validateLine } from "../../sandbox/openai/validate-line";
import { promptRequestSchema } from "../contracts/planning";
import type { NeutralRequest } from "../core/request";
import {
  CONTRACT_CASES,
  openContract,
  pollToEnd,
  requestFile,
  SUBMIT_TIMEOUT_MS,
  submission,
} from "../testing/contract-sandbox";
import type { EncodedLine, ProviderKind } from "./provider";
import { provider } from "./registry";

/** The refusal that a provider's own strict validation gives a line, or null. */
const REFUSAL: Record<ProviderKind, (encoded: EncodedLine) => unknown> = {
  openai({ endpoint, line }) {
    const checked = validateLine(Buffer.from(line), 1, endpoint);
    if (!checked.ok) return checked.error;
    const body = validateChat(checked.line.body);
    return body.ok ? null : body.error;
  },
};

const text = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
  fc.constantFrom("\u0000", '"', "\\", "\ud800", "{{", "⟦", "\u2028", "<|endoftext|>"),
);

const leaf = fc.oneof(
  fc.constant<Record<string, unknown>>({ type: "string" }),
  fc.constant<Record<string, unknown>>({ type: ["integer", "null"] }),
  fc.record({ type: fc.constant("string"), enum: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
);
const closed = (of: fc.Arbitrary<Record<string, unknown>>) =>
  fc
    .dictionary(fc.string({ minLength: 1, maxLength: 8 }), of, { maxKeys: 4 })
    .map((properties) => ({
      type: "object",
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    }));
const anySchema = fc.oneof(
  closed(leaf),
  closed(closed(leaf)),
  fc.dictionary(fc.string(), fc.jsonValue()),
);

describe.each(CONTRACT_CASES)("$kind", ({ kind, models, ...which }) => {
  const adapter = provider(kind);

  const request = fc
    .record(
      {
        model: fc.constantFrom(...models),
        system: text,
        prompt: text,
        outputSchema: anySchema,
        maxOutputTokens: fc.integer({ min: 1, max: 4096 }),
        temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      },
      { requiredKeys: ["model", "prompt"] },
    )
    .filter((one) => !one.outputSchema || adapter.capabilities.jsonSchema(one.model));

  test("every request that we accept becomes a line that the provider accepts", () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 1, max: 2 ** 31 }), (generated, row) => {
        const { model, ...template } = generated;
        expect(promptRequestSchema.safeParse(template).success).toBe(true);
        const encoded = adapter.encode({ ...template, model }, String(row));
        expect(REFUSAL[kind](encoded)).toBeNull();
        expect(encoded.line).not.toContain("\n");
        expect(JSON.parse(encoded.line).custom_id).toBe(`${adapter.customIdPrefix}${row}`);
      }),
      { numRuns: 400 },
    );
  });

  test("closed schemas go out strict", () => {
    fc.assert(
      fc.property(closed(closed(leaf)), (outputSchema) => {
        const { line } = adapter.encode({ model: "gpt-4o", prompt: "x", outputSchema }, "1");
        expect(line).toContain('"strict":true');
      }),
      { numRuns: 100 },
    );
  });

  test("text, system and schema run to the end for every model", async () => {
    const outputSchema = {
      type: "object",
      properties: { colour: { type: "string" } },
      required: ["colour"],
      additionalProperties: false,
    };
    await using contract = await openContract({ kind, models, ...which });
    for (const model of models) {
      const full: NeutralRequest = {
        model,
        system: "Answer with one word",
        prompt: "Name a colour",
        temperature: 0.5,
        maxOutputTokens: 500,
        ...(adapter.capabilities.jsonSchema(model) ? { outputSchema } : {}),
      };
      const stagedId = await contract.stage(model, requestFile(adapter, 3, full));
      const { remoteId } = await contract.session.submit(
        submission(adapter, model, stagedId),
        SUBMIT_TIMEOUT_MS,
      );
      const { snapshot } = await pollToEnd(contract.session, remoteId);
      expect(snapshot.errors).toEqual([]);
      expect(snapshot.counts).toEqual({ total: 3, completed: 3, failed: 0 });
    }
  });

  test.each([
    ["one below the limit", -1, true],
    ["at the limit", 0, true],
    ["one above the limit", 1, false],
  ])("requests in a batch, %s", async (_, more, accepted) => {
    // A batch that passes validation is ended at once with a code of our own.
    const failWith = { code: "passed_validation", message: "stop here" };
    await using contract = await openContract(
      { kind, models, ...which },
      { faults: { batches: [{ failWith }] } },
    );
    const rows = adapter.limits.maxRequestsPerBatch + more;
    const file = requestFile(adapter, rows, { model: "gpt-4.1-mini", prompt: "x" });
    const stagedId = await contract.stage("many", file);
    const batch = await contract.session.submit(
      submission(adapter, "many", stagedId),
      SUBMIT_TIMEOUT_MS,
    );
    const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
    const passed = snapshot.errors.some(({ code }) => code === "passed_validation");
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "failed" });
    expect(passed).toBe(accepted);
  });
});
