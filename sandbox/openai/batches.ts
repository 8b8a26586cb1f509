import { type Refusal, refusal, refuse } from "../chat-completions/errors";
import { type BatchRecord, isTerminal } from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches } from "../engine/batches";
import type { Engine } from "../engine/engine";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import type { OpenAiDialect } from "./dialect";
import { paginate } from "./paginate";
import { wireBatch } from "./wire-batch";

/** GET /batches, newest first. There is no filter, as in the real API. */
export function serveBatchList(
  dialect: OpenAiDialect,
  engine: Engine,
  { account, query }: Call,
): Reply {
  const own = listBatches(engine, account);
  const show = (batch: BatchRecord) => wireBatch(batch, dialect);
  if (!dialect.pages) return json(200, { object: "list", data: own.map(show) });
  return paginate(own, query, { noun: "batch", defaultLimit: 20, maxLimit: 100 }, show);
}

/** GET /batches/{id}. */
export function serveBatch(dialect: OpenAiDialect, engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuchBatch(id));
  const shown = wireBatch(batch, dialect);
  countPoll(engine, batch);
  return json(200, shown);
}

/** POST /batches/{id}/cancel: a cancelled batch is shown again, one that ended otherwise is a 409. */
export function serveCancel(dialect: OpenAiDialect, engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuchBatch(id));
  if (isTerminal(batch.status) && batch.status !== "cancelled") {
    return refuse(refusal(409, `Cannot cancel a batch with status '${batch.status}'.`));
  }
  return json(200, wireBatch(cancelBatch(engine, batch), dialect));
}

function noSuchBatch(id: string): Refusal {
  return refusal(404, `No batch found with id '${id.slice(0, 100)}'.`);
}
