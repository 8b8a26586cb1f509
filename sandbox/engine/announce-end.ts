import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebhookEffect, WebhookFault } from "../fault-schema";
import { signedHeaders } from "../standard-webhook";
import type { Webhook } from "../webhook-schema";
import type { BatchRecord } from "./batch-record";
import type { Engine } from "./engine";
import { randomLetters } from "./ids";
import type { BatchEvent } from "./wire";

/** Provider seconds before each further try of a delivery that was not answered with 2xx; then it is given up. */
const RETRY_SECONDS = [5, 20, 80, 320];
const TRY_TIMEOUT_MS = 10_000;
/** Receivers are told to refuse what is older than five minutes. */
const OLD_MS = 3_600_000;

/** Tells the webhooks of the account, in the background, that a batch has ended. A restart forgets what is on its way. */
export function announceEnd(engine: Engine, batch: BatchRecord): void {
  const event = engine.wire.event?.(batch) ?? null;
  if (event === null) return;
  for (const webhook of engine.webhooks.of(engine.name, batch.account)) {
    const faults = engine.faults.forWebhook(engine.name, batch.marks);
    const delivery = { batch, event, webhook, webhookId: `wh_${randomLetters(24)}` };
    const done = deliver(
      engine,
      { ...delivery, effects: faults.map(({ effect }) => effect) },
      faults,
    )
      .catch((error: unknown) => engine.onError(error))
      .finally(() => engine.deliveries.delete(done));
    engine.deliveries.add(done);
  }
}

interface Delivery {
  batch: BatchRecord;
  event: BatchEvent;
  webhook: Webhook;
  webhookId: string;
  effects: readonly WebhookEffect[];
}

async function deliver(engine: Engine, delivery: Delivery, faults: WebhookFault[]): Promise<void> {
  const { effects, webhook } = delivery;
  if (effects.includes("lost")) return;
  const delayMs = Math.max(0, ...faults.map((fault) => fault.delayMs ?? 0));
  if (!(await waits(engine, delayMs))) return;
  if (effects.includes("out_of_order") && !(await waitsForNext(engine, webhook.url))) return;
  await sendUntilTaken(engine, delivery);
  if (effects.includes("duplicate")) await sendUntilTaken(engine, delivery);
  release(engine, webhook.url);
}

async function sendUntilTaken(engine: Engine, delivery: Delivery): Promise<void> {
  const { batch, event, webhook, webhookId } = delivery;
  for (const seconds of [0, ...RETRY_SECONDS]) {
    if (!(await waits(engine, engine.clock.waitMs(seconds)))) return;
    const status = await post(engine, delivery);
    if (engine.stopping.signal.aborted) return;
    const { type } = event;
    const tried = { provider: engine.name, batchId: batch.id, type, url: webhook.url };
    engine.webhooks.note({ ...tried, webhookId, status });
    if (status !== null && status >= 200 && status < 300) return;
  }
}

/** The status of the answer; null when there was none in time. */
async function post(engine: Engine, delivery: Delivery): Promise<number | null> {
  const { event, webhook, webhookId, effects } = delivery;
  const { body } = event;
  const atMs = engine.clock.now() - (effects.includes("old_timestamp") ? OLD_MS : 0);
  const signed = { id: webhookId, atMs, body, secrets: secretsFor(webhook, effects) };
  try {
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": event.userAgent,
        ...signedHeaders(signed),
      },
      body,
      // A redirect is no answer.
      redirect: "manual",
      signal: AbortSignal.any([engine.stopping.signal, AbortSignal.timeout(TRY_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

function secretsFor(webhook: Webhook, effects: readonly WebhookEffect[]): string[] {
  const secret = effects.includes("bad_signature") ? inventedSecret() : webhook.secret;
  if (!effects.includes("rotated_secret")) return [secret];
  return [webhook.oldSecret ?? inventedSecret(), secret];
}

function inventedSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** Resolves when the next delivery to this address has gone out. One that is held already goes after this one instead. */
async function waitsForNext(engine: Engine, url: string): Promise<boolean> {
  if (engine.heldBack.has(url)) return true;
  await new Promise<void>((resolve) => {
    engine.heldBack.set(url, resolve);
    engine.stopping.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return !engine.stopping.signal.aborted;
}

function release(engine: Engine, url: string): void {
  engine.heldBack.get(url)?.();
  engine.heldBack.delete(url);
}

/** False when the server stops meanwhile. */
async function waits(engine: Engine, ms: number): Promise<boolean> {
  const { signal } = engine.stopping;
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
