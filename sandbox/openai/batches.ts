import { json, type Reply } from "../http";
import { type BatchRecord, isTerminal, strangeStatus, wireBatch } from "./batch-record";
import { createBatch } from "./create-batch";
import { type Refusal, refusal, refuse } from "./errors";
import { paginate } from "./paginate";
import type { Call, Route } from "./route";
import { moveBatch } from "./run-batch";
import type { OpenAiState } from "./state";

export const BATCH_ROUTES: Route[] = [
  { method: "POST", path: /^\/v1\/batches$/, kind: "batches.create", handle: createBatch },
  { method: "GET", path: /^\/v1\/batches$/, kind: "batches.list", handle: listBatches },
  { method: "GET", path: /^\/v1\/batches\/([^/]+)$/, kind: "batches.retrieve", handle: showBatch },
  {
    method: "POST",
    path: /^\/v1\/batches\/([^/]+)\/cancel$/,
    kind: "batches.cancel",
    handle: cancelBatch,
  },
];

/** Newest first; a lag leaves out those just created. There is no filter, as in the real API. */
function listBatches(state: OpenAiState, { account, query }: Call): Reply {
  const { batchListMs } = state.faults.plan().lag;
  const visible = state.clock.now() - batchListMs;
  const own = [...state.batches.all()].filter(
    (batch) => batch.account === account && batch.createdAtMs <= visible,
  );
  const rule = { noun: "batch", defaultLimit: 20, maxLimit: 100 };
  return paginate(own.reverse(), query, rule, wireBatch);
}

function showBatch(state: OpenAiState, call: Call): Reply {
  const batch = findBatch(state, call);
  if (batch === null) return refuse(noSuchBatch(call.id));
  const shown = wireBatch(batch);
  if (strangeStatus(batch) !== null) state.batches.patch(batch.id, { polls: batch.polls + 1 });
  return json(200, shown);
}

/** Cancels what still goes on; a batch already cancelled is shown again, another ended one is a 409. */
function cancelBatch(state: OpenAiState, call: Call): Reply {
  const batch = findBatch(state, call);
  if (batch === null) return refuse(noSuchBatch(call.id));
  if (batch.status === "cancelling" || batch.status === "cancelled") {
    return json(200, wireBatch(batch));
  }
  if (isTerminal(batch.status)) {
    return refuse(refusal(409, `Cannot cancel a batch with status '${batch.status}'.`));
  }
  const moved = moveBatch(state, batch.id, "cancelling", "cancelling_at", {
    halted: "batch_cancelled",
  });
  state.runs.get(batch.id)?.alarm.ring();
  return json(200, wireBatch(moved));
}

function findBatch(state: OpenAiState, { account, id }: Call): BatchRecord | null {
  const batch = state.batches.get(id);
  return batch !== undefined && batch.account === account ? batch : null;
}

function noSuchBatch(id: string): Refusal {
  return refusal(404, `No batch found with id '${id.slice(0, 100)}'.`);
}
