import type { Preview } from "@/lib/contracts/planning";
import type { RefusedRow } from "../refused-rows";

/** A preview by rows, rising; what is wrong with no single row stands apart. */
export interface PreviewedRows {
  readonly problems: Preview["problems"];
  readonly rows: readonly (Preview["data"][number] | RefusedRow)[];
}

export function previewedRows({ data, problems }: Preview): PreviewedRows {
  const refused = problems.flatMap(refusedRow);
  return {
    problems: problems.filter((problem) => refusedRow(problem).length === 0),
    rows: [...data, ...refused].sort((a, b) => a.row - b.row),
  };
}

/** A problem that names a row and a field of it is that row's. */
function refusedRow({ code, params: { row, field } }: Preview["problems"][number]): RefusedRow[] {
  return typeof row === "number" && typeof field === "string" ? [{ row, code, field }] : [];
}
