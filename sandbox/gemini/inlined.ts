import { readFileSync } from "node:fs";
import { z } from "zod";
import type { BatchRecord } from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import type { ResultFile, ResultLine, Row } from "../engine/wire";
import { parseJson } from "../http";
import type { Fault } from "./errors";
import { formFault } from "./validate-request";

/** `inputConfig.requests` of a create: InlinedRequests of the v1beta API, by what @google/genai 2.32 sends. */
export const inlinedSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        request: z.record(z.string(), z.unknown()),
        metadata: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .min(1, "requests is not specified"),
});
export type InlinedRequest = z.infer<typeof inlinedSchema>["requests"][number];

/**
 * The first request that the parser of the whole body does not take, as it would be refused alone in real time. What it
 * takes and the model does not is found when the row runs.
 */
export function inlinedFault(requests: readonly InlinedRequest[]): Fault | null {
  for (const [i, { request }] of requests.entries()) {
    const at = ["batch", "inputConfig", "requests", "requests", i, "request"];
    const wrong = formFault(request, at);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** What rows go by: the key that callers put into the metadata, by custom. */
export function keyOf({ metadata }: InlinedRequest): string {
  return typeof metadata?.key === "string" ? metadata.key : "";
}

/** A line of the kept results: its row's number, so that they can be put in order, and the response. */
export function inlinedLine(row: Row, outcome: Record<string, unknown>): ResultLine {
  const { metadata } = row.body as InlinedRequest;
  const known = keyOf({ request: {}, metadata }) === row.customId;
  const told = known ? metadata : { key: row.customId };
  const response = { ...outcome, ...(told === undefined ? {} : { metadata: told }) };
  return { which: "output", text: `${row.number}\t${JSON.stringify(response)}` };
}

/** Shown by the batch alone, as long as it is there. */
export function inlinedFile({ id }: BatchRecord, nowMs: number): ResultFile {
  const purpose = "inlined";
  return { filename: id, purpose, listed: false, createdAtMs: nowMs, lifeSeconds: null };
}

/** The responses of an ended batch, in the order of the requests. A line that a fault broke off stands as a text among them. */
export function inlinedResponses(engine: Engine, { outputFileId }: BatchRecord): unknown[] {
  const text = readFileSync(engine.paths.content(outputFileId), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines
    .map((line) => ({
      number: Number.parseInt(line, 10),
      json: line.slice(line.indexOf("\t") + 1),
    }))
    .toSorted((a, b) => a.number - b.number)
    .map(({ json }) => parseJson(Buffer.from(json)) ?? json);
}
