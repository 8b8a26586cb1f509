import { NOT_BEGUN } from "../../core/deletion";
import { KEEP_EVERYTHING } from "../../core/retention";
import * as left from "../../db/batches-left";
import { changeDataset } from "../../db/dataset";
import * as deletion from "../../db/deletion";
import * as erase from "../../db/erase";
import * as retention from "../../db/retention";
import type { ScopedCalls } from "./world";

const NOW = new Date();
const LONG_AGO = { before: new Date(Date.now() + 60_000), limit: 10 };
const PAGE = { after: null, limit: 10, teams: null };

export const DATA_LIFE_CALLS: ScopedCalls = {
  findDeletion: [(s, { ids }) => deletion.findDeletion(s, ids.deletion), null],
  findDeletionOf: [(s, { ids }) => deletion.findDeletionOf(s, ids.job, "raw"), null],
  isBeingDeleted: [(s, { ids }) => deletion.isBeingDeleted(s, ids.job), false],
  listDeletions: [(s) => deletion.listDeletions(s, PAGE), []],
  moveDeletion: [
    (s, { ids }) =>
      deletion.moveDeletion(s, { id: ids.deletion, version: 0 }, { progress: NOT_BEGUN }),
    null,
  ],
  lockDataset: [(s, { ids }) => erase.lockDataset(s, ids.dataset, "for-change"), undefined],
  markDataset: [
    (s, { ids }) => erase.markDataset(s, ids.dataset, { contentDeletedAt: NOW }),
    undefined,
  ],
  markJob: [(s, { ids }) => erase.markJob(s, ids.job, { contentDeletedAt: NOW }), undefined],
  eraseDataset: [(s, { ids }) => erase.eraseDataset(s, ids.dataset), undefined],
  eraseJob: [(s, { ids }) => erase.eraseJob(s, ids.job), undefined],
  eraseAnswers: [(s, { ids }) => erase.eraseAnswers(s, ids.job), 0],
  changeDataset: [(s, { ids }) => changeDataset(s, ids.dataset, { name: "Other" }), undefined],
  getRetention: [(s) => retention.getRetention(s), null],
  setRetention: [(s) => retention.setRetention(s, { ...KEEP_EVERYTHING, rawDays: 1 }), undefined],
  pastUploads: [(s) => retention.pastUploads(s, LONG_AGO), []],
  pastDatasets: [(s) => retention.pastDatasets(s, LONG_AGO), []],
  pastJobs: [(s) => retention.pastJobs(s, "results", LONG_AGO), []],
  jobsHoldingRows: [(s, { ids }) => retention.jobsHoldingRows(s, ids.dataset), []],
  leftBatches: [(s, { ids }) => left.leftBatches(s, ids.job, { after: null, limit: null }), []],
  leftExtras: [(s, { ids }) => left.leftExtras(s, ids.job, { after: null, limit: 10 }), []],
  noteGone: [(s, { ids }) => left.noteGone(s, { kind: "batch", id: ids.batch }, NOW), undefined],
  unsettledWork: [(s, { ids }) => left.unsettledWork(s, ids.job), false],
};
