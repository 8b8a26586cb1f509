import { type BatchRecord, isTerminal } from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches, removeBatch } from "../engine/batches";
import type { Engine } from "../engine/engine";
import { downloadFile, findFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { type Fault, invalid, refuse } from "./errors";
import { wireBatch } from "./wire-batch";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** GET /v1/messages/batches, newest first. `after_id` goes on towards older ones, `before_id` towards newer ones. */
export function serveList(engine: Engine, { account, query, baseUrl }: Call): Reply {
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return refuse(invalid(`limit: Input should be between 1 and ${MAX_LIMIT}`));
  }
  const [after, before] = [query.get("after_id"), query.get("before_id")];
  if (after !== null && before !== null) {
    return refuse(invalid("Only one of after_id and before_id may be given."));
  }
  const all = listBatches(engine, account);
  const found = pageOf(all, limit, after, before);
  if (found === null) return refuse(invalid("No batch has the id that the page begins at."));
  const data = found.page.map((batch) => wireBatch(engine, batch, baseUrl));
  return json(200, {
    data,
    has_more: found.more,
    first_id: found.page[0]?.id ?? null,
    last_id: found.page.at(-1)?.id ?? null,
  });
}

function pageOf(
  all: readonly BatchRecord[],
  limit: number,
  after: string | null,
  before: string | null,
): { page: readonly BatchRecord[]; more: boolean } | null {
  const mark = after ?? before;
  const at = mark === null ? -1 : all.findIndex((batch) => batch.id === mark);
  if (mark !== null && at === -1) return null;
  if (before !== null) {
    const from = Math.max(0, at - limit);
    return { page: all.slice(from, at), more: from > 0 };
  }
  return { page: all.slice(at + 1, at + 1 + limit), more: all.length > at + 1 + limit };
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
