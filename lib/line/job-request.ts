import type { RequestTemplate } from "../core/request";
import type { JobRecord } from "../db/job";
import type { Runtime } from "../runtime";
import type { FrozenLine } from "./request-line";

/** The contexts under which a job's private texts are sealed. */
export const requestContext = (jobId: string): string => `jobs/${jobId}/request`;
export const lineContext = (jobId: string): string => `jobs/${jobId}/line`;

/** Opens the request template of a job. */
export async function openRequest(
  runtime: Runtime,
  organizationId: string,
  job: Pick<JobRecord, "id" | "sealedRequest">,
): Promise<RequestTemplate> {
  const { vault } = runtime;
  return JSON.parse(await vault.open(organizationId, requestContext(job.id), job.sealedRequest));
}

/** Opens the encoded line that was frozen with the job's estimate. */
export async function openLine(
  runtime: Runtime,
  organizationId: string,
  job: Pick<JobRecord, "id" | "sealedLine">,
): Promise<FrozenLine> {
  if (!job.sealedLine) throw new Error("the job has no frozen line yet");
  const context = lineContext(job.id);
  return JSON.parse(await runtime.vault.open(organizationId, context, job.sealedLine));
}
