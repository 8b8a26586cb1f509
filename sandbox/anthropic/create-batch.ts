import { isTerminal } from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import { openBatch } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { json, type Reply, readBody } from "../http";
import { type Fields, isFields } from "./checks";
import { type Fault, invalid, refuse } from "./errors";
import type { ApiVersion } from "./validate-params";
import { wireBatch } from "./wire-batch";

/** Anthropic batch guide and rate limits page, read 2026-11-23. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
const MAX_REQUESTS = 100_000;
const MAX_WAITING = 200_000;
const WINDOW_SECONDS = 86_400;

/**
 * POST /v1/messages/batches. The frame of each request is checked here; its `params` are looked at when it runs, and a
 * wrong one fails alone.
 */
export async function createBatch(
  engine: Engine,
  { req, account, baseUrl }: Call,
  version: ApiVersion,
): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse({ status: 413, message: "" });
  const body = parsed(bytes.toString("utf8"));
  if (!body.ok) return refuse(body.fault);
  const lines = body.requests.map((request) => JSON.stringify(request));
  const wrong =
    frameFault(body.requests) ?? halfCharacter(lines) ?? queueFault(engine, account, lines);
  if (wrong !== null) return refuse(wrong);
  const record = openBatch(engine, {
    account,
    input: { lines, model: null, enqueuedTokens: 0 },
    marks: null,
    windowSeconds: WINDOW_SECONDS,
    details: { version },
  });
  return json(200, wireBatch(engine, record, baseUrl));
}

type Parsed = { ok: true; requests: readonly unknown[] } | { ok: false; fault: Fault };

function parsed(text: string): Parsed {
  const no = (message: string): Parsed => ({ ok: false, fault: invalid(message) });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return no("The request body is not valid JSON.");
  }
  if (!isFields(body)) return no("Input should be a valid dictionary");
  if (!("requests" in body)) return no("requests: Field required");
  const strange = Object.keys(body).find((name) => name !== "requests");
  if (strange !== undefined) return no(`${strange}: Extra inputs are not permitted`);
  const { requests } = body;
  if (!Array.isArray(requests)) return no("requests: Input should be a valid list");
  if (requests.length === 0) {
    return no("requests: List should have at least 1 item after validation, not 0");
  }
  if (requests.length > MAX_REQUESTS) {
    return no(
      `requests: List should have at most ${MAX_REQUESTS} items after validation, not ${requests.length}`,
    );
  }
  return { ok: true, requests };
}

/** The first request that is no request, or has an id that is none or another's. */
export function frameFault(requests: readonly unknown[]): Fault | null {
  const seen = new Set<string>();
  for (const [i, request] of requests.entries()) {
    const problem = requestProblem(request, seen);
    if (problem !== null) return invalid(`requests.${i}.${problem}`);
  }
  return null;
}

function requestProblem(request: unknown, seen: Set<string>): string | null {
  if (!isFields(request)) return "Input should be a valid dictionary";
  const { custom_id: id, params, ...others }: Fields = request;
  const [strange] = Object.keys(others);
  if (strange !== undefined) return `${strange}: Extra inputs are not permitted`;
  if (id === undefined) return "custom_id: Field required";
  if (typeof id !== "string" || !/^[a-zA-Z0-9_-]{1,64}$/.test(id)) {
    return "custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'";
  }
  if (params === undefined) return "params: Field required";
  if (!isFields(params)) return "params: Input should be a valid dictionary";
  if (seen.has(id)) return "custom_id: Custom ids must be unique within a batch";
  seen.add(id);
  return null;
}

/** One lone half of a surrogate pair makes the whole body no valid JSON. `JSON.stringify` escapes nothing else so. */
export function halfCharacter(lines: readonly string[]): Fault | null {
  const lone = (line: string) =>
    line.includes("\\ud") &&
    [...line.matchAll(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g)].some(([found]) => found.length > 2);
  return lines.some(lone)
    ? invalid("The request body is not valid JSON: no low surrogate in string")
    : null;
}

/** The requests that wait in all batches of an organization are limited. */
function queueFault(engine: Engine, account: string, lines: readonly string[]): Fault | null {
  const waiting = [...engine.batches.all()]
    .filter((batch) => batch.account === account && !isTerminal(batch.status))
    .reduce((sum, batch) => sum + batch.total, lines.length);
  if (waiting <= MAX_WAITING) return null;
  return {
    status: 429,
    message: `This request would exceed the limit of ${MAX_WAITING} batch requests in the queue.`,
  };
}
