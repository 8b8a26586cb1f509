import { admitted } from "@/app/server/admit";
import { carryOn } from "@/app/server/process";
import { readLabel } from "@/app/server/read-label";
import { respond } from "@/app/server/respond";
import { shownName } from "@/app/server/shown-name";
import { checkOwner, uploads } from "@/app/server/uploads";
import { teamsWith } from "@/lib/core/access";
import { AppError } from "@/lib/errors";
import { answerOnce } from "@/lib/workspace/answer-once";
import { createDataset } from "@/lib/workspace/create-dataset";

export const dynamic = "force-dynamic";

/** Makes a dataset of a finished upload. Asked again, it gives the same one. */
export function POST(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await admitted(request, "uploads.dataset");
    const { id: key } = await params;
    checkOwner(key, caller);
    const { organizationId, userId, access } = caller;
    const once = { organizationId, operation: "POST /uploads/dataset", key, body: null };
    const answer = await answerOnce(process.runtime, once, async (newId) => {
      const { store } = await uploads();
      const upload = await store.getUpload(key).catch(() => null);
      if (!upload) throw new AppError("not_found", "There is no such upload. Start it again.");
      if (upload.offset !== upload.size) {
        throw new AppError("not_ready", "The upload is not complete. Resume it first.");
      }
      const fileName = shownName(upload.metadata?.filename ?? "") || "upload";
      const created = await createDataset(process.runtime, organizationId, {
        id: newId("ds"),
        name: shownName(upload.metadata?.name ?? "") || fileName,
        fileName,
        source: store.read(key),
        createdById: userId,
        teamId: upload.metadata?.teamId || null,
        sensitivity: readLabel(upload.metadata?.sensitivity ?? ""),
        teams: teamsWith(access, ["work:submit"]),
      });
      await carryOn(process, organizationId, created);
      await store.remove(key).catch(() => undefined);
      return { status: 201, body: JSON.stringify({ id: created.dataset.id }) };
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  });
}
