import { parseJson } from "../http";
import { type Fault, fault } from "./errors";
import type { Checked } from "./validate-request";

export interface BatchLine {
  key: string;
  request: unknown;
}

/** The form of one line of a request file: a key and a request, whatever is in it. */
export function validateLine(bytes: Buffer): Checked<BatchLine> {
  const line = parseJson(bytes);
  if (!isFields(line)) return wrong("not a JSON object.");
  const strange = Object.keys(line).find((name) => name !== "key" && name !== "request");
  if (strange !== undefined) return wrong(`unknown name "${strange.slice(0, 60)}".`);
  if (typeof line.key !== "string" || line.key === "") return wrong('"key" must be a string.');
  if (!isFields(line.request)) return wrong('"request" must be an object.');
  return { ok: true, value: { key: line.key, request: line.request } };
}

function wrong(message: string): { ok: false; fault: Fault } {
  return { ok: false, fault: fault("INVALID_ARGUMENT", message) };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
