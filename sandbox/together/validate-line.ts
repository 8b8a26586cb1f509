import { isUtf8 } from "node:buffer";

/** A request of a batch. A method and an address may stand beside; nobody reads them. */
export interface JobLine {
  custom_id: string;
  body: Record<string, unknown>;
}

export type CheckedJobLine = { ok: true; line: JobLine } | { ok: false; message: string };

/** Together batch guide (read 2026-11-23). */
const MAX_ID = 64;
const MAX_LINE_BYTES = 10_000_000;

/** Checks one line by itself; what its body says beyond the model fails that request only. */
export function validateLine(bytes: Buffer): CheckedJobLine {
  if (bytes.length > MAX_LINE_BYTES) return wrong("the line is larger than 10MB");
  const value = parse(bytes);
  if (!isFields(value)) return wrong("the line is not a valid JSON object");
  const { custom_id: id, body } = value;
  if (typeof id !== "string" || id === "") return wrong("custom_id is required");
  if (id.length > MAX_ID) return wrong(`custom_id is longer than ${MAX_ID} characters`);
  if (!isFields(body)) return wrong("body is required");
  if (typeof body.model !== "string" || body.model === "") return wrong("body.model is required");
  return { ok: true, line: { custom_id: id, body } };
}

function parse(bytes: Buffer): unknown {
  try {
    return isUtf8(bytes) ? JSON.parse(bytes.toString("utf8")) : undefined;
  } catch {
    return undefined;
  }
}

function wrong(message: string): CheckedJobLine {
  return { ok: false, message };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
