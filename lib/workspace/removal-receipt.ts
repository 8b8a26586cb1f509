import type { RemovalRecord } from "../db/organization-removal";

/** What was removed, as the places of the owners' mail are called. */
export function receiptValues({
  name,
  datasets,
  jobs,
  objects,
  bytes,
  files,
}: RemovalRecord): Readonly<Record<string, string>> {
  return {
    organization: name ?? "",
    ...{ datasets: `${datasets}`, jobs: `${jobs}`, objects: `${objects}`, size: sizeOf(bytes) },
    ...{ removed: `${files.removed}`, kept: `${files.kept}`, refused: `${files.refused}` },
  };
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

function sizeOf(bytes: bigint): string {
  let size = Number(bytes);
  let unit = 0;
  while (size >= 1_000 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
