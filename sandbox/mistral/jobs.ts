import { readFile } from "node:fs/promises";
import { type BatchRecord, isTerminal } from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches, removeBatch } from "../engine/batches";
import type { Engine } from "../engine/engine";
import { findFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { detailsOf } from "./job-wire";
import { paginate } from "./paginate";
import { wireJob } from "./wire-job";
import { detail, fault, refuse } from "./words";

/**
 * GET /v1/batch/jobs, newest first. Parameters that are no filter are ignored, as FastAPI does; `metadata` is one of
 * them here, because nothing says how its pairs are written.
 */
export function serveJobs(engine: Engine, { account, query }: Call): Reply {
  const after = query.get("created_after");
  const afterMs = after === null ? Number.NEGATIVE_INFINITY : Date.parse(after);
  if (Number.isNaN(afterMs)) {
    const msg = "Input should be a valid datetime";
    return refuse(detail("datetime_parsing", ["query", "created_after"], msg));
  }
  const order = query.get("order_by") ?? "-created";
  if (order !== "created" && order !== "-created") {
    const msg = "Input should be 'created' or '-created'";
    return refuse(detail("enum", ["query", "order_by"], msg));
  }
  const statuses = query.getAll("status");
  const model = query.get("model");
  const found = listBatches(engine, account).filter((batch) => {
    const right = model === null || detailsOf(batch).model === model;
    const wanted = statuses.length === 0 || statuses.includes(String(wireJob(batch).status));
    return right && wanted && Math.floor(batch.createdAtMs / 1000) * 1000 > afterMs;
  });
  return paginate(order === "created" ? found.reverse() : found, query, wireJob);
}

/** GET /v1/batch/jobs/{id}; `inline=true` adds the results that are out. */
export async function serveJob(engine: Engine, { account, id, query }: Call): Promise<Reply> {
  const batch = findBatch(engine, account, id);
  if (batch === null) return NO_JOB;
  const shown = wireJob(batch);
  countPoll(engine, batch);
  if (query.get("inline") !== "true") return json(200, shown);
  return json(200, { ...shown, outputs: await outputsOf(engine, batch) });
}

/** POST /v1/batch/jobs/{id}/cancel. The reference does not say how a job that has ended is answered. */
export function serveCancel(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return NO_JOB;
  if (isTerminal(batch.status)) return refuse(ENDED);
  return json(200, wireJob(cancelBatch(engine, batch)));
}

/** DELETE /v1/batch/jobs/{id}. */
export function deleteJob(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return NO_JOB;
  if (!isTerminal(batch.status)) {
    return refuse(fault(400, "invalid_request_error", "A job that runs cannot be deleted."));
  }
  removeBatch(engine, batch);
  return json(200, { id, object: "batch", deleted: true });
}

const NO_JOB = refuse(fault(404, "not_found", "No batch job matches the given query."));
const ENDED = fault(400, "invalid_request_error", "The job has ended and cannot be cancelled.");

async function outputsOf(engine: Engine, batch: BatchRecord): Promise<unknown[]> {
  const files = [batch.outputFileId, batch.errorFileId].map((id) =>
    findFile(engine, batch.account, id),
  );
  const texts = await Promise.all(
    files.map((file) =>
      file === null ? Promise.resolve("") : readFile(engine.paths.content(file.id), "utf8"),
    ),
  );
  const lines = texts.join("").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
}
