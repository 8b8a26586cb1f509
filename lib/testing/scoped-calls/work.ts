import * as batch from "../../db/batch";
import { listBatches } from "../../db/batch-page";
import type { Scope } from "../../db/client";
import {
  findConnection,
  listConnections,
  noteStrayFiles,
  updateConnection,
} from "../../db/connection";
import { deleteDataKeys, listDataKeys } from "../../db/data-key";
import * as dataset from "../../db/dataset";
import { putOff } from "../../db/due-work";
import * as extra from "../../db/extra-batch";
import { focusPage } from "../../db/focus";
import * as idempotency from "../../db/idempotency";
import * as job from "../../db/job";
import { addToJobCounts, addUnpricedRows } from "../../db/job-counts";
import { learnedLimitsOf } from "../../db/learned-limit";
import * as ledger from "../../db/ledger";
import { namesOf } from "../../db/names";
import { narrowBatch } from "../../db/narrow-batch";
import { getOrganization } from "../../db/organization";
import { outputHistories, outputHistory } from "../../db/output-history";
import { owedFiles } from "../../db/owed-files";
import { followedAmong, rivalsOf } from "../../db/sought-batch";
import { batchesAmong, findBatchOfStaged } from "../../db/staged-batch";
import { teamOfSubject } from "../../db/subject-team";
import { findTeam, firstTeam, listTeams } from "../../db/team";
import { ownerOf } from "../../db/user";
import type { ScopedCalls } from "./world";

const ANY_AGE = { createdBefore: new Date("2999-01-01"), limit: 9 };
const NARROWED = { firstRow: 1, lastRow: 1, rows: 1, bytes: 1, estimatedTokens: 1 };
const PAGE = { after: null, limit: 10, teams: null };
const IDEMPOTENT = { operation: "POST /jobs", key: "k1" };
const REPORT = {
  groupBy: "job",
  from: "2000-01-01",
  to: "2999-12-31",
  simulated: true,
  teams: null,
} as const;
const FOCUS = {
  period: { start: "2000-01-01T00:00:00Z", end: "2999-12-31T00:00:00Z" },
  ...{ simulated: true, teams: null },
} as const;
const NO_COUNTS = { succeeded: 1, failed: 0, expired: 0, cancelled: 0 };
const ALL_JOB_STATES = ["completed"] as const;
const requestHash = async (scope: Scope) =>
  (await scope.tx.job.findFirst({ select: { requestHash: true } }))?.requestHash ?? "";

export const PROBLEM = { code: "c", message: "m", params: {} };
const ANSWER = { status: 200, subjects: [], sealedAnswer: new Uint8Array([1]) };
export const NO_FIGURES: dataset.ImportedFigures = {
  ...{ format: "csv", rows: 0, rejected: 0, blank: 0, lines: 0, bytes: 0 },
  ...{ columns: [], parts: [], notices: [] },
};

/** The line and its money: every function that reads or changes what is there. */
export const WORK_CALLS: ScopedCalls = {
  findBatch: [(s, { ids }) => batch.findBatch(s, ids.batch), null],
  findBatchOfRemote: [
    (s, { ids, connectionId }) => batch.findBatchOfRemote(s, connectionId, ids.ownRemote),
    null,
  ],
  followedAmong: [(s, { ids }) => followedAmong(s, [ids.ownRemote]), new Set()],
  rivalsOf: [(s, { sought }) => rivalsOf(s, sought, 60_000), 0],
  findBatchRepairing: [(s, { ids }) => batch.findBatchRepairing(s, ids.batch), null],
  listBatches: [(s, { ids }) => listBatches(s, { jobId: ids.job, afterOrdinal: 0, limit: 9 }), []],
  batchesOf: [(s, { ids }) => batch.batchesOf(s, ids.job), []],
  highestOrdinal: [(s, { ids }) => batch.highestOrdinal(s, ids.job), 0],
  lockBatch: [(s, { ids }) => batch.lockBatch(s, ids.batch), undefined],
  moveBatch: [
    (s, { ids }) => batch.moveBatch(s, { id: ids.batch, from: ["settled"] }, { waits: 9 }),
    null,
  ],
  updateConnection: [
    (s, { connectionId }) => updateConnection(s, connectionId, { name: "Theirs" }),
    null,
  ],
  owedFiles: [(s, { connectionId }) => owedFiles(s, connectionId, ANY_AGE), []],
  learnedLimitsOf: [(s, { connectionId }) => learnedLimitsOf(s, connectionId, new Date(0)), []],
  narrowBatch: [(s, { ids }) => narrowBatch(s, { id: ids.planned, version: 0 }, NARROWED), null],
  findConnection: [(s, { connectionId }) => findConnection(s, connectionId), null],
  listConnections: [(s) => listConnections(s, PAGE), []],
  findDataset: [(s, { ids }) => dataset.findDataset(s, ids.dataset), null],
  listDatasets: [(s) => dataset.listDatasets(s, PAGE), []],
  noteImportProgress: [
    (s, { ids }) => dataset.noteImportProgress(s, ids.dataset, 7, new Date()),
    undefined,
  ],
  finishImport: [
    (s, { ids }) => dataset.finishImport(s, ids.dataset, NO_FIGURES, new Date()),
    false,
  ],
  failImport: [(s, { ids }) => dataset.failImport(s, ids.dataset, PROBLEM), false],
  putOff: [(s, { ids }) => putOff(s, { id: ids.job, version: 1 }, new Date(), PROBLEM), undefined],
  batchesAmong: [(s, { sought, connectionId }) => batchesAmong(s, connectionId, [sought.id]), []],
  findBatchOfStaged: [(s, { connectionId }) => findBatchOfStaged(s, connectionId, "file-1"), null],
  noteStrayFiles: [
    (s, { connectionId }) =>
      noteStrayFiles(s, connectionId, { removed: 9, left: 9, filesSweptAt: new Date() }),
    undefined,
  ],
  findExtraOfRemote: [
    (s, { ids, connectionId }) => extra.findExtraOfRemote(s, connectionId, ids.remote),
    null,
  ],
  noteExtraFilesRemoved: [
    (s, { ids }) => extra.noteExtraFilesRemoved(s, ids.extra, new Date()),
    undefined,
  ],
  findExtraBatch: [(s, { ids }) => extra.findExtraBatch(s, ids.extra), null],
  extrasAmong: [(s, { ids }) => extra.extrasAmong(s, [ids.remote]), new Set()],
  unsettledExtras: [(s, { ids }) => extra.unsettledExtras(s, ids.job), 0],
  moveExtraBatch: [
    (s, { ids }) => extra.moveExtraBatch(s, { id: ids.extra, version: 0 }, { dueAt: null }),
    false,
  ],
  renewIdempotencyClaim: [
    (s) => idempotency.renewIdempotencyClaim(s, IDEMPOTENT, new Date()),
    undefined,
  ],
  saveIdempotentAnswer: [(s) => idempotency.saveIdempotentAnswer(s, IDEMPOTENT, ANSWER), undefined],
  releaseIdempotencyKey: [(s) => idempotency.releaseIdempotencyKey(s, IDEMPOTENT), undefined],
  findJob: [(s, { ids }) => job.findJob(s, ids.job), null],
  listJobs: [(s) => job.listJobs(s, PAGE), []],
  moveJob: [(s, { ids }) => job.moveJob(s, ids.job, ALL_JOB_STATES, { state: "failed" }), null],
  addToJobCounts: [
    (s, { ids }) => addToJobCounts(s, ids.job, { ...NO_COUNTS, unpricedRows: 1, retryable: 1 }),
    undefined,
  ],
  addUnpricedRows: [(s, { ids }) => addUnpricedRows(s, ids.job, 1), undefined],
  lockJob: [(s, { ids }) => job.lockJob(s, ids.job), undefined],
  outputHistories: [(s) => outputHistories(s, "any"), new Map()],
  outputHistory: [
    async (s) => outputHistory(s, { requestHash: await requestHash(s), model: "gpt-4o-mini" }),
    null,
  ],
  costsOfJobs: [(s, { ids }) => ledger.costsOfJobs(s, [ids.job]), new Map()],
  costsOfBatches: [(s, { ids }) => ledger.costsOfBatches(s, ids.job), new Map()],
  sumLedger: [(s) => ledger.sumLedger(s, REPORT), []],
  sumSettledRows: [(s) => ledger.sumSettledRows(s, REPORT), []],
  focusPage: [(s) => focusPage(s, FOCUS, { after: null, limit: 9 }), []],
  namesOf: [(s, { ids }) => namesOf(s, "job", [ids.job]), "its id"],
  listDataKeys: [(s) => listDataKeys(s), []],
  deleteDataKeys: [(s) => deleteDataKeys(s), 0],
  getOrganization: [(s) => getOrganization(s), null],
  listTeams: [(s) => listTeams(s, PAGE), []],
  findTeam: [(s, { ids }) => findTeam(s, ids.team), null],
  firstTeam: [(s) => firstTeam(s), null],
  ownerOf: [(s) => ownerOf(s), null],
  teamOfSubject: [(s, { ids }) => teamOfSubject(s, "job", ids.job), null],
};
