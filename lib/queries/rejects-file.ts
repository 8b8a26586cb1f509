import { datasetFiles } from "../db/dataset";
import { readRejects } from "../lake/rejects";
import type { Runtime } from "../runtime";
import { ready } from "./datasets";

const PAGE = 5_000;

/** Rejected lines as CSV, page by page, with the columns line, reason, excerpt. */
export async function rejectsFile(
  { lake, storage, ...runtime }: Runtime,
  organizationId: string,
  id: string,
): Promise<{ fileName: string; bytes: AsyncIterable<Uint8Array> }> {
  const dataset = await ready({ lake, storage, ...runtime }, organizationId, id);
  const files = datasetFiles({ organizationId }, dataset);
  async function* lines() {
    yield Buffer.from("line,reason,excerpt\r\n");
    for (let offset = 0; offset < dataset.rejected; offset += PAGE) {
      const rejects = await readRejects(lake, storage, files, { offset, limit: PAGE });
      const text = rejects.map(({ line, reason, excerpt }) => [line, reason, excerpt].map(quoted));
      yield Buffer.from(text.map((fields) => `${fields.join(",")}\r\n`).join(""));
    }
  }
  return { fileName: `${dataset.name}-rejected.csv`, bytes: lines() };
}

/** RFC 4180. */
const quoted = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;
