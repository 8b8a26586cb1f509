import { join } from "node:path";
import type { DatasetColumn, DatasetFormat, DatasetPart } from "../core/dataset";
import { AppError, isAppError } from "../errors";
import { datasetPrefix, datasetRejectsKey } from "../storage/keys";
import type { Storage } from "../storage/storage";
import { columnTable } from "./column-table";
import { utf8Bytes } from "./decode-text";
import { type DetectedFormat, detectFormat, HEAD_BYTES } from "./detect-format";
import { type Lake, openLake } from "./engine";
import { importParquet } from "./import-parquet";
import type { ImportNotice } from "./import-reasons";
import { Intake, type Tally } from "./intake";
import { type ColumnProfile, noSums, profileOf } from "./profile";
import { type RecordScanner, readRecords } from "./read-records";
import { RejectLog } from "./reject-log";
import { CsvScanner } from "./scan-csv";
import { JsonArrayScanner } from "./scan-json-array";
import { JsonlScanner } from "./scan-jsonl";
import { SliceWriter } from "./slice-writer";
import { openSource, type Source } from "./source";
import { PartWriter } from "./write-parts";

export interface ImportRequest {
  /** The file as it was uploaded. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Decides only where the content leaves a choice. */
  readonly fileName: string;
  readonly organizationId: string;
  readonly datasetId: string;
  readonly storage: Storage;
  /** Told how many bytes of the source have been read. */
  readonly onProgress?: (bytesRead: number) => void;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<ImportLimits>;
}

export interface ImportLimits {
  /** A longer record is rejected. */
  readonly maxRecordBytes: number;
  readonly maxPartRows: number;
  /** Text of a part; a single longer row still makes a part. */
  readonly maxPartTextBytes: number;
  /** What a Parquet file may hold, unpacked; and never more than its size allows, see `unpackedLimit`. */
  readonly maxTextBytes: number;
}

export interface ImportedDataset {
  readonly format: DatasetFormat;
  readonly columns: readonly DatasetColumn[];
  readonly parts: readonly DatasetPart[];
  readonly rows: number;
  /** Rejected records, as many as `rejects.parquet` lists. */
  readonly rejected: number;
  readonly blank: number;
  /** Physical lines of the file; 0 for Parquet. */
  readonly lines: number;
  /**
   * Where the lines went. For CSV, TSV and JSON Lines: lines = headerLines + rowLines + rejectedLines + blank. A
   * record that spans several lines counts with all of them. For a JSON array lines have no such meaning.
   */
  readonly tally: Readonly<Tally>;
  /** Bytes of the source. */
  readonly bytes: number;
  readonly notices: readonly ImportNotice[];
  /** In column order. */
  readonly profile: readonly ColumnProfile[];
}

const LIMITS: ImportLimits = {
  maxRecordBytes: 16 * 1024 * 1024,
  maxPartRows: 250_000,
  maxPartTextBytes: 32_000_000,
  maxTextBytes: 20_000_000_000,
};

/** Every Parquet file may unpack to so much. */
const SMALL_TEXT_BYTES = 1_000_000_000;
/** A prompt that is the same in all rows is kept once, so that honest files can be hundreds of times as large inside. */
const MAX_RATIO = 1_000;

const unpackedLimit = (fileBytes: number, { maxTextBytes }: ImportLimits): number =>
  Math.min(maxTextBytes, Math.max(SMALL_TEXT_BYTES, MAX_RATIO * fileBytes));

/**
 * Makes a dataset of a file: `rows-{part}.parquet` and `rejects.parquet` in storage, the rest returned. Repeating
 * it writes the same objects. Throws `invalid_request` whose `details.reason` is one of `INVALID_FILE_REASONS` when the
 * file is of no use, and then leaves nothing behind; errors of storage and the signal's reason pass.
 */
export async function importDataset(lake: Lake, request: ImportRequest): Promise<ImportedDataset> {
  const { storage, organizationId, datasetId } = request;
  try {
    return await lake.withScratch((dir) => importWithin(dir, request));
  } catch (error) {
    if (isAppError(error) && error.code === "invalid_request") {
      await storage.deletePrefix(datasetPrefix(organizationId, datasetId));
    }
    throw error;
  }
}

/**
 * An import has an engine of its own with one thread: this thread finds the records meanwhile, and two more would only
 * slow it down. Reading Parquet, each thread would hold a row group of whatever size the file's writer chose.
 */
async function importWithin(dir: string, request: ImportRequest): Promise<ImportedDataset> {
  const lake = await openLake({ scratchDir: dir, threads: 1 });
  try {
    return await importInto(lake, dir, request);
  } finally {
    lake.close();
  }
}

async function importInto(
  lake: Lake,
  dir: string,
  request: ImportRequest,
): Promise<ImportedDataset> {
  const source = openSource(request.source, request.onProgress);
  const parts = new PartWriter({ ...request, lake, dir });
  const limits = { ...LIMITS, ...request.limits };
  try {
    const detected = detectFormat(await source.head(HEAD_BYTES), request.fileName);
    const work = { lake, dir, request, source, parts, limits, detected };
    return detected.format === "parquet" ? await parquetFile(work) : await textFile(work);
  } finally {
    await source.close();
    await parts.drain();
  }
}

interface Work {
  readonly lake: Lake;
  readonly dir: string;
  readonly request: ImportRequest;
  readonly source: Source;
  readonly parts: PartWriter;
  readonly limits: ImportLimits;
  readonly detected: DetectedFormat;
}

async function textFile(work: Work): Promise<ImportedDataset> {
  const { dir, source, parts, limits, detected, request } = work;
  const table = columnTable();
  const rejects = new RejectLog(dir);
  const writer = sliceWriter(work);
  const intake = new Intake(table, limits.maxRecordBytes, writer, rejects);
  const settle = async () => {
    request.signal?.throwIfAborted();
    await rejects.settle();
    await writer.settle();
  };
  const bytes = utf8Bytes(source.bytes(), detected.encoding, detected.bomBytes);
  try {
    await readRecords(bytes, scannerFor(detected, intake), intake, settle, detected.bomBytes);
    await writer.end();
  } finally {
    await writer.close();
  }
  intake.checkUsable();
  const columns = table.named.map((named, column) => ({
    ...named,
    internal: `c${column}`,
    type: writer.tallies[column]?.label() ?? "empty",
  }));
  checkLines(detected.format, intake.tally);
  const stored = await parts.end(columns.length);
  await storeRejects(work, rejects);
  return {
    ...summary(work, columns, stored, writer.rows),
    profile: columns.map((_, i) => profileOf(writer.tallies[i]?.sums() ?? noSums(), writer.rows)),
    rejected: rejects.count,
    blank: intake.tally.blank,
    lines: intake.tally.lines,
    tally: intake.tally,
    notices: [...detected.notices, ...table.notices],
  };
}

async function parquetFile(work: Work): Promise<ImportedDataset> {
  const { lake, dir, source, parts, limits, detected, request } = work;
  await source.save(join(dir, "source.parquet"));
  const { signal } = request;
  const { columns, notices, rows, sums } = await importParquet({
    lake,
    dir,
    limits: { ...limits, maxTextBytes: unpackedLimit(source.bytesRead, limits) },
    parts,
    signal,
  });
  const stored = await parts.end(columns.length);
  await storeRejects(work, new RejectLog(work.dir));
  return {
    ...summary(work, columns, stored, rows),
    profile: sums.map((one) => profileOf(one, rows)),
    rejected: 0,
    blank: 0,
    lines: 0,
    tally: { lines: 0, headerLines: 0, rowLines: 0, rejectedLines: 0, blank: 0 },
    notices: [...detected.notices, ...notices],
  };
}

function summary(work: Work, columns: DatasetColumn[], parts: DatasetPart[], rows: number) {
  return { format: work.detected.format, columns, parts, rows, bytes: work.source.bytesRead };
}

function sliceWriter({ dir, limits, parts }: Work): SliceWriter {
  const sliceLimits = { maxRows: limits.maxPartRows, maxTextBytes: limits.maxPartTextBytes };
  return new SliceWriter(dir, sliceLimits, (slice) => parts.addSlice(slice));
}

function scannerFor({ format, delimiter }: DetectedFormat, intake: Intake): RecordScanner {
  if (format === "jsonl") return new JsonlScanner(intake);
  return format === "json" ? new JsonArrayScanner(intake) : new CsvScanner(intake, delimiter);
}

async function storeRejects({ lake, request }: Work, rejects: RejectLog): Promise<void> {
  const { storage, organizationId, datasetId, signal } = request;
  const path = await lake.session((session) => rejects.writeParquet(session), signal);
  await storage.put(datasetRejectsKey(organizationId, datasetId), { path });
}

/** A line that is in no count would be data lost without a word. */
function checkLines(format: DatasetFormat, tally: Tally): void {
  const { lines, headerLines, rowLines, rejectedLines, blank } = tally;
  if (format === "json" || lines === headerLines + rowLines + rejectedLines + blank) return;
  throw new AppError("internal", "The lines of the file do not add up. Please report this.", {
    details: { ...tally },
  });
}
