import { datasetFiles } from "../db/dataset";
import { streamRejects } from "../lake/rejects";
import type { Runtime } from "../runtime";
import { ready } from "./datasets";

/** Rejected lines as CSV with the columns line, reason, excerpt; memory does not grow with their number. */
export async function rejectsFile(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<{ fileName: string; bytes: AsyncIterable<Uint8Array> }> {
  const dataset = await ready(runtime, organizationId, id);
  const files = datasetFiles({ organizationId }, dataset);
  async function* lines() {
    yield Buffer.from("line,reason,excerpt\r\n");
    if (dataset.rejected === 0) return;
    for await (const { line, reason, excerpt } of streamRejects(
      runtime.lake,
      runtime.storage,
      files,
    )) {
      yield Buffer.from(`${[line, reason, excerpt].map(quoted).join(",")}\r\n`);
    }
  }
  return { fileName: `${dataset.name}-rejected.csv`, bytes: lines() };
}

/** RFC 4180. */
const quoted = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;
