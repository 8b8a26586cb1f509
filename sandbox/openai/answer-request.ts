import { refusal, refuse, statusRefusal } from "../chat-completions/errors";
import { answerLive, settleLive } from "../engine/answer-live";
import type { Engine } from "../engine/engine";
import { randomHex } from "../engine/ids";
import type { Call } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import type { Endpoint } from "./endpoint";

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** A request in real time, without streaming: validated and answered as a batch row is. */
export async function answerRequest(
  endpoint: Endpoint,
  engine: Engine,
  { req, account }: Call,
): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse(refusal(413, "The request body is too large."));
  const body = parseJson(bytes);
  const turnedAway = strikeTier(engine, body);
  if (turnedAway !== null) return turnedAway;
  const made = { key: randomHex(32), seed: engine.seed, nowMs: engine.clock.now() };
  const reply = endpoint.answer(body, made, (prompt) => answerLive(engine, prompt));
  await settleLive(engine, account, reply.status === 200);
  return json(reply.status, reply.body);
}

/** A fault of the service tier that is asked for: nothing runs, nothing is billed. */
function strikeTier(engine: Engine, body: unknown): Reply | null {
  const tier = typeof body === "object" && body !== null && "service_tier" in body;
  if (!tier || typeof body.service_tier !== "string") return null;
  const [fault] = engine.faults.forRequest(engine.name, "chat", body.service_tier);
  if (fault?.status === undefined) return null;
  const after = fault.retryAfter;
  const headers = after === undefined ? undefined : { "retry-after": String(after) };
  return refuse(statusRefusal(fault.status, fault.code), headers);
}
