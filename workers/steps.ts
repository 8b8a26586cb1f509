import { cancelJob } from "../lib/pipeline/cancel-job";
import { collectBatch } from "../lib/pipeline/collect-batch";
import { cutJob } from "../lib/pipeline/cut-job";
import { estimateJob } from "../lib/pipeline/estimate-job";
import { finishJob } from "../lib/pipeline/finish-job";
import { importDataset } from "../lib/pipeline/import-dataset";
import { pollBatch } from "../lib/pipeline/poll-batch";
import { recoverBatch } from "../lib/pipeline/recover-batch";
import { repairBatch } from "../lib/pipeline/repair-batch";
import { reportJob } from "../lib/pipeline/report-job";
import { runBatch } from "../lib/pipeline/run-batch";
import { settleExtra } from "../lib/pipeline/settle-extra";
import { submitBatch } from "../lib/pipeline/submit-batch";
import { sweepConnection } from "../lib/pipeline/sweep-connection";
import type { TaskName } from "../lib/queue/catalog";
import { closeOrganization } from "../lib/workspace/close-organization";
import type { Step } from "./handle";

/** Which step carries out which task of the catalogue. */
export const STEPS: Record<TaskName, Step> = {
  "import-dataset": importDataset,
  "estimate-job": estimateJob,
  "cut-job": cutJob,
  "submit-batch": submitBatch,
  "run-batch": runBatch,
  "recover-batch": recoverBatch,
  "poll-batch": pollBatch,
  "collect-batch": collectBatch,
  "repair-batch": repairBatch,
  "settle-extra": settleExtra,
  "sweep-connection": sweepConnection,
  "close-organization": closeOrganization,
  "cancel-job": cancelJob,
  "finish-job": finishJob,
  "report-job": reportJob,
};
