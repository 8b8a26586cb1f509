import { isUtf8 } from "node:buffer";

/** A request of a job. The job names the model. */
export interface JobLine {
  /** Null: the line's number stands for it. */
  custom_id: string | null;
  body: Record<string, unknown>;
}

export type CheckedJobLine = { ok: true; line: JobLine } | { ok: false; message: string };

/** Checks one line of an input file, or one request of a create; what its body says fails that request only. */
export function validateRequest(value: unknown): CheckedJobLine {
  if (!isFields(value)) return wrong("Each request must be a JSON object.");
  const strange = Object.keys(value).find((name) => name !== "custom_id" && name !== "body");
  if (strange !== undefined) {
    return wrong(`Extra inputs are not permitted: ${strange.slice(0, 100)}.`);
  }
  const { custom_id: id = null, body } = value;
  if (id !== null && typeof id !== "string") return wrong("custom_id must be a string.");
  if (!isFields(body)) return wrong("body must be an object.");
  return { ok: true, line: { custom_id: id, body } };
}

export function validateLine(bytes: Buffer): CheckedJobLine {
  try {
    if (isUtf8(bytes)) return validateRequest(JSON.parse(bytes.toString("utf8")));
  } catch {
    // answered below, like bytes that are no text
  }
  return wrong("Invalid JSON line.");
}

function wrong(message: string): CheckedJobLine {
  return { ok: false, message };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
