import { type BatchRecord, isTerminal } from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches, removeBatch } from "../engine/batches";
import type { Engine } from "../engine/engine";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { fault, noSuch, refuse } from "./errors";
import { paginate } from "./paginate";
import { wireOperation } from "./wire-operation";

/** GET /v1beta/batches: the list is called `operations`. There is no filter. */
export function serveBatchList(engine: Engine, { account, query }: Call): Reply {
  const rule = { field: "operations", defaultSize: 50, maxSize: 100 };
  return paginate(listBatches(engine, account), query, rule, (batch) =>
    wireOperation(engine, batch),
  );
}

/** GET /v1beta/batches/{id}. */
export function serveBatch(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuch(`batches/${id}`));
  const shown = wireOperation(engine, batch);
  countPoll(engine, batch);
  return json(200, shown);
}

/** POST /v1beta/batches/{id}:cancel answers an empty object; a batch that has ended cannot be cancelled. */
export function serveCancel(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuch(`batches/${id}`));
  if (isTerminal(batch.status)) return refuse(overAlready(batch));
  cancelBatch(engine, batch);
  return json(200, {});
}

/** DELETE /v1beta/batches/{id}, once it has ended. */
export function deleteBatch(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(noSuch(`batches/${id}`));
  if (!isTerminal(batch.status)) {
    return refuse(fault("FAILED_PRECONDITION", "The batch is still running: cancel it first."));
  }
  removeBatch(engine, batch);
  return json(200, {});
}

function overAlready({ status }: BatchRecord) {
  return fault("FAILED_PRECONDITION", `The batch has ended already (${status}).`);
}
