import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { promptRequestSchema } from "../contracts/planning";
import { CACHE_TIMES, chatOf, type ImageSource } from "../core/request";
import { anyImage, PIXEL } from "../testing/chat-requests";
import { CONTRACT_CASES, openContract, pollToEnd, requestFile } from "../testing/contract-sandbox";
import { provider } from "./registry";

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

const outputSchema = {
  type: "object",
  properties: { colour: { type: "string" } },
  required: ["colour"],
  additionalProperties: false,
};

/** A hundred thousand requests are a large file, also on a busy machine. */
const MANY_TIMEOUT_MS = 60_000;

describe.each(CONTRACT_CASES)("$kind", (which) => {
  const { kind, models } = which;
  const [model] = models;
  const adapter = provider(kind);
  const { capabilities, limits } = adapter;

  const request = fc
    .record(
      {
        model: fc.constantFrom(...models),
        system: text,
        cacheSystem: fc.constantFrom(...CACHE_TIMES),
        prompt: text,
        images: fc.array(anyImage, { minLength: 1, maxLength: 3 }),
        outputSchema: anySchema,
        maxOutputTokens: fc.integer({ min: 1, max: 4096 }),
        temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      },
      { requiredKeys: ["model", "prompt"] },
    )
    .filter((one) => !one.outputSchema || capabilities.jsonSchema(one.model))
    .filter((one) => !adapter.cannot(chatOf(one)).includes("images"));

  test("every request that we accept becomes a line that the provider accepts", () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 1, max: 2 ** 31 }), (generated, row) => {
        const { model: of, ...template } = generated;
        expect(promptRequestSchema.safeParse(template).success).toBe(true);
        const encoded = adapter.encode(chatOf({ ...template, model: of }), String(row));
        expect(which.refusal(encoded, of)).toBeNull();
        expect(encoded.line).not.toContain("\n");
        expect(encoded.line).toContain(`"${adapter.customIdPrefix}${row}"`);
      }),
      { numRuns: 400 },
    );
  });

  test.each(models)("what %s reads is found in its line, each text once", (of) => {
    const system = "Answer with one word";
    const prompt = "Name a colour";
    const plain = adapter.texts(adapter.encode(chatOf({ model: of, prompt }), "1").line);
    expect(plain?.prompt).toContain(prompt);
    expect([plain?.system, plain?.others]).toEqual([null, []]);
    const schema = capabilities.jsonSchema(of) ? { outputSchema } : {};
    const texts = adapter.texts(
      adapter.encode(chatOf({ model: of, system, prompt, ...schema }), "1").line,
    );
    const read = [texts?.system ?? "", texts?.prompt ?? "", ...(texts?.others ?? [])].join("\n");
    const sent = [system, prompt, ...(capabilities.jsonSchema(of) ? ['"colour"'] : [])];
    for (const text of sent) expect(read).toContain(text);
    expect(read.split(prompt)).toHaveLength(2);
    expect(read.split(system)).toHaveLength(2);
  });

  test("text, system, schema and images run to the end for every model", async () => {
    await using contract = await openContract(which);
    for (const [i, each] of models.entries()) {
      const kinds = capabilities.images(each);
      const images: ImageSource[] = [
        { kind: "url", url: "https://example.com/a.png" },
        { kind: "base64", mediaType: "image/png", data: PIXEL },
      ];
      const batch = await contract.submitRows(`m-${i}`, 3, {
        model: each,
        system: "Answer with one word",
        temperature: 0.5,
        maxOutputTokens: 500,
        ...(kinds.length > 0 ? { images: images.filter((one) => kinds.includes(one.kind)) } : {}),
        ...(capabilities.jsonSchema(each) ? { outputSchema } : {}),
      });
      const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
      expect(snapshot.errors).toEqual([]);
      const counts = { total: 3, completed: 3, failed: 0 };
      expect(snapshot.counts).toEqual(which.counts === "never" ? null : counts);
    }
  });

  test.each([
    ["one below the limit", -1, true],
    ["at the limit", 0, true],
    ["one above the limit", 1, false],
  ])("requests in a batch, %s", async (_, more, accepted) => {
    const stop = which.stopsAfterValidation;
    await using contract = await openContract(which, stop === null ? {} : { faults: stop.faults });
    const rows = limits.maxRequestsPerBatch + more;
    const file = requestFile(adapter, rows, { model, prompt: "x" });
    const ended = contract
      .prepare("many", file)
      .then((requests) => contract.submit("many", requests, { timeoutMs: MANY_TIMEOUT_MS }))
      .then(async (batch) => {
        if (stop === null) return true;
        const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
        return snapshot.errors.some(
          ({ code, message }) => code === stop.code && message === (stop.message ?? message),
        );
      })
      .catch((error: { kind?: string }) => {
        expect(error.kind).toMatch(/^(invalid|too_large)$/);
        return false;
      });
    expect(await ended).toBe(accepted || which.requestLimit === "ours");
  });
});
