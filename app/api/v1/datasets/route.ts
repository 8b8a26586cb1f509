import { callerOf } from "@/app/server/caller";
import { withUploadedFile } from "@/app/server/file-upload";
import { carryOn, webProcess } from "@/app/server/process";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import { getDataset } from "@/lib/queries/datasets";
import { answerOnce, type NewId } from "@/lib/workspace/answer-once";
import { createDataset } from "@/lib/workspace/create-dataset";

export const dynamic = "force-dynamic";

export { rest as GET };

/** Takes a file as multipart form data, streamed to storage, and has it imported. */
export function POST(request: Request): Promise<Response> {
  return respond(async () => {
    const process = await webProcess();
    const caller = await callerOf(process, request);
    const { runtime } = process;
    const { organizationId, userId } = caller;
    const make = (newId: NewId) =>
      withUploadedFile(request, async ({ name, fileName, content }) => {
        const id = newId("ds");
        const source = { id, name, fileName, source: content, createdById: userId };
        const created = await createDataset(runtime, organizationId, source);
        await carryOn(process, organizationId, created);
        const shown = await getDataset(runtime, organizationId, created.dataset.id);
        return { status: 201, body: JSON.stringify(shown) };
      });
    const key = request.headers.get("idempotency-key")?.slice(0, 200);
    // The body is a stream: whether it is the same file is told by the hash that is kept with the dataset.
    const once = { organizationId, operation: "POST /datasets", key: key ?? "", body: null };
    const answer = key ? await answerOnce(runtime, once, make) : await make(runtime.newId);
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  });
}
