import { admitted } from "@/app/server/admit";
import { type UploadedFile, withUploadedFile } from "@/app/server/file-upload";
import { idempotencyKey } from "@/app/server/idempotency-key";
import { carryOn } from "@/app/server/process";
import { readLabel } from "@/app/server/read-label";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import type { Caller } from "@/lib/auth/caller";
import type { Process } from "@/lib/compose";
import { teamsWith } from "@/lib/core/access";
import { getDataset } from "@/lib/queries/datasets";
import { type Answer, answerOnce } from "@/lib/workspace/answer-once";
import { createDataset } from "@/lib/workspace/create-dataset";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as GET, rest as PATCH, rest as PUT };

/** Takes a file as multipart form data, streamed to storage, and has it imported. */
export function POST(request: Request): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await admitted(request, "datasets.create");
    const key = idempotencyKey(request);
    const take = (id: string) =>
      withUploadedFile(request, (file) => keep(process, caller, id, file));
    const answer = key
      ? await takeOnce(process, caller, key, take)
      : await take(process.runtime.newId("ds"));
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  });
}

/** The body is a stream, so whether it is the first one again is told by its hash, kept with the dataset. */
async function takeOnce(
  { runtime }: Process,
  { organizationId }: Caller,
  key: string,
  take: (id: string) => Promise<Answer>,
): Promise<Answer> {
  const once = { organizationId, operation: "POST /datasets", key, body: null };
  let taken = false;
  const answer = await answerOnce(runtime, once, (newId) => {
    taken = true;
    return take(newId("ds"));
  });
  if (!taken) await take((JSON.parse(answer.body) as { id: string }).id);
  return answer;
}

async function keep(
  process: Process,
  { organizationId, userId, access }: Caller,
  id: string,
  { content, label, ...file }: UploadedFile,
): Promise<Answer> {
  const { runtime } = process;
  const teams = teamsWith(access, ["work:submit"]);
  const sensitivity = label.then(readLabel);
  sensitivity.catch(() => undefined);
  const source = { ...file, id, sensitivity, source: content, createdById: userId, teams };
  const created = await createDataset(runtime, organizationId, source);
  await carryOn(process, organizationId, created);
  const shown = await getDataset(runtime, organizationId, created.dataset.id);
  return { status: 201, body: JSON.stringify(shown) };
}
