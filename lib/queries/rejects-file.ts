import { harmlessCell } from "../core/formula";
import { datasetFiles } from "../db/dataset";
import { streamRejects } from "../lake/rejects";
import type { Runtime } from "../runtime";
import { ready } from "./datasets";

/**
 * Rejected lines as CSV with the columns line, reason, excerpt; memory does not grow with their number. `neutralize`: no
 * cell is a formula to a spreadsheet.
 */
export async function rejectsFile(
  runtime: Runtime,
  organizationId: string,
  id: string,
  { neutralize }: { readonly neutralize: boolean },
): Promise<{ fileName: string; bytes: AsyncIterable<Uint8Array> }> {
  const dataset = await ready(runtime, organizationId, id);
  const files = datasetFiles({ organizationId }, dataset);
  async function* lines() {
    yield Buffer.from("line,reason,excerpt\r\n");
    if (dataset.rejected === 0) return;
    const written = neutralize ? (text: string) => quoted(harmlessCell(text)) : quoted;
    for await (const { line, reason, excerpt } of streamRejects(
      runtime.lake,
      runtime.storage,
      files,
    )) {
      yield Buffer.from(`${[String(line), reason, excerpt].map(written).join(",")}\r\n`);
    }
  }
  return { fileName: `${dataset.name}-rejected.csv`, bytes: lines() };
}

/** RFC 4180. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
