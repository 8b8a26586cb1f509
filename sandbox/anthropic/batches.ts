import { isTerminal } from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches, removeBatch } from "../engine/batches";
import type { Engine } from "../engine/engine";
import { downloadFile, findFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { type Fault, invalid, refuse } from "./errors";
import { paginate } from "./paginate";
import { wireBatch } from "./wire-batch";

/** GET /v1/messages/batches, newest first. `after_id` goes on towards older ones, `before_id` towards newer ones. */
export function serveList(engine: Engine, { account, query, baseUrl }: Call): Reply {
  const all = listBatches(engine, account);
  return paginate(all, query, (batch) => wireBatch(engine, batch, baseUrl));
}

/** GET /v1/messages/batches/{id}. */
export function serveBatch(engine: Engine, { account, id, baseUrl }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuchBatch(id));
  const shown = wireBatch(engine, batch, baseUrl);
  countPoll(engine, batch);
  return json(200, shown);
}

/** POST /v1/messages/batches/{id}/cancel: shown again while it is being cancelled, refused once it has ended. */
export function serveCancel(engine: Engine, { account, id, baseUrl }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuchBatch(id));
  if (isTerminal(batch.status)) {
    return refuse(invalid(`Batch ${id} cannot be canceled because it has already ended.`));
  }
  return json(200, wireBatch(engine, cancelBatch(engine, batch), baseUrl));
}

/** DELETE /v1/messages/batches/{id}, with its results. */
export function serveDelete(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuchBatch(id));
  if (!isTerminal(batch.status)) {
    return refuse(invalid(`Batch ${id} cannot be deleted while it is still processing.`));
  }
  removeBatch(engine, batch);
  return json(200, { id, type: "message_batch_deleted" });
}

/** GET /v1/messages/batches/{id}/results, once it has ended and for 29 days after its creation. */
export async function serveResults(engine: Engine, { account, id }: Call): Promise<Reply> {
  const batch = findBatch(engine, account, id);
  const file = batch && findFile(engine, account, batch.outputFileId);
  if (batch === null || file === null) return refuse(noSuchBatch(id));
  return downloadFile(engine, file, { "content-type": "application/x-jsonl" });
}

function noSuchBatch(id: string): Fault {
  return { status: 404, message: `No message batch found with ID ${id.slice(0, 100)}` };
}
