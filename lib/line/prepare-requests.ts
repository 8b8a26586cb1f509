import { jsonMark, rowMark } from "../core/line-template";
import type { RawRequest } from "../core/request";
import { type DatasetRecord, datasetFiles } from "../db/dataset";
import type { JobRecord, JobRequests } from "../db/job";
import { convertRows } from "../lake/convert-rows";
import { readRows } from "../lake/rows";
import type { Conversion } from "../providers/ready-made/conversion";
import { nativeRequests, rowConverter } from "../providers/ready-made/convert-request";
import { requestColumns, requestEndpoint } from "../providers/ready-made/request-columns";
import type { Runtime } from "../runtime";
import type { FrozenLine } from "./request-line";

export interface PreparedRequests {
  readonly frozen: FrozenLine;
  readonly requests: JobRequests;
}

/**
 * Looks at every ready-made request of a job before anything is sent, and makes the provider's lines of them where they
 * cannot go as they are. Rows that cannot go at all are listed by field. Check `requestProblems` first.
 */
export async function prepareRequests(
  runtime: Runtime,
  organizationId: string,
  { job, dataset, request }: { job: JobRecord; dataset: DatasetRecord; request: RawRequest },
  nonce: string,
): Promise<PreparedRequests> {
  const { lake, storage } = runtime;
  const files = datasetFiles({ organizationId }, dataset);
  const conversion = await conversionOf(runtime, organizationId, dataset, { ...job, request });
  const requests = await convertRows(lake, storage, files, job.id, rowConverter(conversion));
  const { endpoint, columns } = conversion;
  const native = nativeRequests(conversion);
  const encoded =
    requests.parts === null && native !== null
      ? native.encode(endpoint, jsonMark(nonce, columns.body), rowMark(nonce))
      : { endpoint: sentTo(conversion), line: JSON.stringify(innerMark(nonce)) };
  return { frozen: { nonce, ...encoded }, requests };
}

/** A line that is one column and nothing else; the quotes around the mark belong to it. */
const innerMark = (nonce: string): string => jsonMark(nonce, 0);

/** The endpoint that translated lines are for: what the provider names for any prompt. */
function sentTo(conversion: Conversion): string {
  if (nativeRequests(conversion) !== null) return conversion.endpoint;
  const { provider, model } = conversion;
  return provider.encode({ model, turns: [{ role: "user", parts: [] }] }, "1").endpoint;
}

/** What is to be made of the rows, by the columns of the data and the API that its first row names. */
export async function conversionOf(
  { lake, storage, provider }: Runtime,
  organizationId: string,
  dataset: DatasetRecord,
  {
    provider: kind,
    model,
    request,
  }: Pick<JobRecord, "provider" | "model"> & { request: RawRequest },
): Promise<Conversion> {
  const columns = requestColumns(dataset.columns);
  if (columns === null) throw new RangeError("the data holds no requests");
  const files = datasetFiles({ organizationId }, dataset);
  const [first] = await readRows(lake, storage, files, { firstRow: 1, limit: 1 });
  const endpoint = requestEndpoint(columns, first?.values ?? []);
  return { provider: provider(kind), columns, endpoint, model, request };
}
