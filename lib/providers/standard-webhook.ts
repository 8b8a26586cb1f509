import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { HookDelivery, HookReading } from "./hook";
import { parseJson } from "./parse-json";

/** Older or later than this, a delivery may be one that somebody has kept. */
const TOLERANCE_MS = 5 * 60_000;

const event = z.object({ type: z.string() });
const named = z.object({ data: z.object({ id: z.string().min(1).max(200) }) });

/**
 * Reads a delivery by the Standard Webhooks specification, as OpenAI sends it (openai 7.57, webhooks): signed over id, time
 * and body with the part of the secret behind `whsec_`; several signatures while a secret is being changed. `batchIn` finds
 * the batch that the event is about.
 */
export function readStandardHook(
  { headers, body, secret, nowMs }: HookDelivery,
  batchIn: (event: unknown) => string | null = idOfData,
): HookReading {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (!id || !timestamp || !signatures || !isRecent(timestamp, nowMs)) return { kind: "refused" };
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  const signed = signatures
    .split(" ")
    .some((one) => one.startsWith("v1,") && isSame(one, expected));
  return signed ? readEvent(body, batchIn) : { kind: "refused" };
}

function isRecent(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp) * 1000) <= TOLERANCE_MS;
}

function isSame(signature: string, expected: Buffer): boolean {
  const given = Buffer.from(signature.slice("v1,".length), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readEvent(body: string, batchIn: (event: unknown) => string | null): HookReading {
  const told = parseJson(body);
  const parsed = event.safeParse(told);
  if (!parsed.success || !parsed.data.type.startsWith("batch.")) return { kind: "nothing" };
  const remoteId = batchIn(told);
  return remoteId === null ? { kind: "nothing" } : { kind: "batch", remoteId };
}

function idOfData(told: unknown): string | null {
  const parsed = named.safeParse(told);
  return parsed.success ? parsed.data.data.id : null;
}
