import { auditDaysOf } from "../../db/audit-retention";
import { withOrganization } from "../../db/client";
import { type DatasetRecord, findDataset, listDatasets } from "../../db/dataset";
import { type JobRecord, listJobs } from "../../db/job";
import { getOrganization, uploadLimits } from "../../db/organization";
import * as exported from "../../db/organization-export";
import { getRetention } from "../../db/retention";
import { exportResults } from "../../lake/export-results";
import type { Runtime } from "../../runtime";
import { resultsKey, uploadKey } from "../../storage/keys";
import type { ArchiveFile } from "./archive";
import { jobRecord } from "./job-records";
import { README } from "./readme";
import { everyRow, jsonLines, jsonText } from "./records";

/** All that belongs to an organization, file by file: what it set, what it sent, what it got, what it paid, who did what. */
export async function* organizationFiles(
  runtime: Runtime,
  organizationId: string,
): AsyncGenerator<ArchiveFile> {
  const rows = <Row extends { readonly id: string }>(
    read: Parameters<typeof everyRow<Row>>[2],
  ): AsyncGenerator<Row> => everyRow(runtime, organizationId, read);
  const jobs = async function* () {
    for await (const job of allJobs(runtime, organizationId)) {
      yield await jobRecord(runtime, organizationId, job);
    }
  };
  yield { path: "README.md", bytes: textOf(README) };
  yield { path: "organization.json", bytes: await organizationFile(runtime, organizationId) };
  const members = await withOrganization(
    runtime.database,
    organizationId,
    exported.exportedMembers,
  );
  yield { path: "members.jsonl", bytes: jsonLines(members) };
  yield { path: "teams.jsonl", bytes: jsonLines(rows(exported.exportedTeams)) };
  yield { path: "api-keys.jsonl", bytes: jsonLines(rows(exported.exportedKeys)) };
  yield { path: "connections.jsonl", bytes: jsonLines(rows(exported.exportedConnections)) };
  yield { path: "datasets.jsonl", bytes: datasetLines(runtime, organizationId) };
  yield { path: "jobs.jsonl", bytes: jsonLines(jobs()) };
  yield { path: "ledger.jsonl", bytes: jsonLines(rows(exported.exportedLedger)) };
  yield { path: "deletions.jsonl", bytes: jsonLines(rows(exported.exportedDeletions)) };
  yield { path: "audit.jsonl", bytes: jsonLines(rows(exported.exportedAudit)) };
  yield* uploadedFiles(runtime, organizationId);
  yield* resultFiles(runtime, organizationId);
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function organizationFile({ database, now }: Runtime, organizationId: string) {
  const organization = await withOrganization(database, organizationId, async (scope) => ({
    ...(await getOrganization(scope)),
    retention: await getRetention(scope),
    auditDays: await auditDaysOf(scope),
    limits: await uploadLimits(scope),
  }));
  return jsonText({ ...organization, exportedAt: new Date(now()) });
}

const page = ({ after, limit }: exported.Stretch) => ({ after, limit, teams: null });

const allJobs = (runtime: Runtime, organizationId: string): AsyncGenerator<JobRecord> =>
  everyRow(runtime, organizationId, (scope, stretch) => listJobs(scope, page(stretch)));

const allDatasets = (runtime: Runtime, organizationId: string): AsyncGenerator<DatasetRecord> =>
  everyRow(runtime, organizationId, (scope, stretch) => listDatasets(scope, page(stretch)));

async function* datasetLines(runtime: Runtime, organizationId: string) {
  const records = async function* () {
    for await (const dataset of allDatasets(runtime, organizationId)) {
      const { id, teamId, name, fileName, state, format, rows, rejected, bytes, sha256 } = dataset;
      const { columns, notices, error, createdById, createdAt } = dataset;
      yield {
        ...{ id, teamId, name, fileName, state, format, rows, rejected, bytes, sha256 },
        columns: columns.map((column) => ({ name: column.name, type: column.type })),
        ...{ notices, error, createdById, createdAt },
      };
    }
  };
  yield* jsonLines(records());
}

/** Files as they were uploaded, those that are still there. */
async function* uploadedFiles(
  runtime: Runtime,
  organizationId: string,
): AsyncGenerator<ArchiveFile> {
  const { storage } = runtime;
  for await (const { id, fileName } of allDatasets(runtime, organizationId)) {
    const key = uploadKey(organizationId, id);
    if ((await storage.head(key)) === null) continue;
    yield { path: `datasets/${id}/${safeName(fileName)}`, bytes: await storage.get(key) };
  }
}

async function* resultFiles(runtime: Runtime, organizationId: string): AsyncGenerator<ArchiveFile> {
  const { lake, storage, database } = runtime;
  for await (const { id, datasetId } of allJobs(runtime, organizationId)) {
    const key = resultsKey(organizationId, id, "parquet");
    if ((await storage.head(key)) === null) continue;
    const dataset = await withOrganization(database, organizationId, (scope) =>
      findDataset(scope, datasetId),
    );
    if (!dataset) continue;
    const bytes = exportResults(lake, storage, key, dataset.columns, WISH);
    yield { path: `jobs/${id}/results.jsonl`, bytes };
  }
}

/** As they are, for programs. */
const WISH = { format: "jsonl" } as const;

const LONGEST_NAME = 120;

/** A name that leads nowhere else, whatever somebody called their file. */
function safeName(fileName: string): string {
  const plain = fileName.replace(/[^\p{L}\p{N}._ -]/gu, "_").replace(/^[. ]+/, "");
  return plain.slice(-LONGEST_NAME).trim() || "file";
}
