import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetFiles, RowSelection } from "../core/dataset";
import type { LinePart } from "../core/line-template";
import type { Storage } from "../storage/storage";
import { columnName, compileLine, lineColumns } from "./compile-line";
import type { Lake, LakeSession } from "./engine";
import { forEachPartGroup, type LocalPart } from "./fetch-parts";
import { type HashedFile, hashedFile } from "./hashed-file";
import { rowsMissing } from "./measure-lines";
import {
  type LocalSelection,
  localSelection,
  selectedParts,
  selectionCondition,
} from "./part-selection";
import { partSteps } from "./part-steps";
import { renderHeavyPart } from "./render-heavy";
import { quoteList, quoteLiteral } from "./sql";

export interface RenderedBatch {
  readonly rows: number;
  readonly bytes: number;
  /** Of the whole file, in lower-case hex. */
  readonly sha256: string;
}

/**
 * Renders the request lines of the selected rows, in row order, into a file at `path` (mode 0600, below the lake's
 * scratch folder; the caller removes it). The same rows and parts give the same bytes on every call.
 * Throws `storage_corrupt` when the dataset's files do not hold every selected row; then there is no file.
 */
export async function renderBatch(
  lake: Lake,
  storage: Storage,
  files: DatasetFiles,
  parts: readonly LinePart[],
  selection: RowSelection,
  path: string,
): Promise<RenderedBatch> {
  return lake.withScratch(async (dir) => {
    try {
      const local = await localSelection(storage, selection, dir);
      const touched = await selectedParts(lake, files, local);
      const output = await hashedFile(path);
      let rows = 0;
      await forEachPartGroup(storage, files, touched, dir, (group) =>
        lake.session(async (session) => {
          rows += await renderGroup(
            session,
            { files, parts, selection: local, dir },
            group,
            output,
          );
        }),
      );
      if (rows !== local.rows) throw rowsMissing();
      await chmod(path, 0o600);
      return { rows, ...output.finish() };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  });
}

interface Rendering {
  readonly files: DatasetFiles;
  readonly parts: readonly LinePart[];
  readonly selection: LocalSelection;
  readonly dir: string;
}

/** Appends the selected rows of some parts to the output; returns how many. */
async function renderGroup(
  session: LakeSession,
  rendering: Rendering,
  group: readonly LocalPart[],
  output: HashedFile,
): Promise<number> {
  const { files, parts, selection } = rendering;
  const columns = lineColumns(parts).map((index) => columnName(files.columns, index));
  let rows = 0;
  for (const step of await partSteps(session, group, columns, selectionCondition(selection))) {
    rows +=
      step.kind === "light"
        ? await renderLight(session, rendering, step.parts, output)
        : await renderHeavyPart(
            session,
            { parts, columns: files.columns, selection },
            step,
            output,
          );
  }
  return rows;
}

async function renderLight(
  session: LakeSession,
  { files, parts, selection, dir }: Rendering,
  group: readonly LocalPart[],
  output: HashedFile,
): Promise<number> {
  const path = join(dir, "rendered.jsonl");
  const [copied] = await session.rows<{ Count: number }>(
    `COPY (
       SELECT ${compileLine(parts, files.columns)}
       FROM read_parquet(${quoteList(group.map((part) => part.path))})
       WHERE ${selectionCondition(selection)} ${selection.kind === "list" ? 'ORDER BY "row"' : ""}
     ) TO ${quoteLiteral(path)} (FORMAT csv, HEADER false, QUOTE '', DELIMITER '')`,
  );
  await output.addFile(path);
  return copied?.Count ?? 0;
}
