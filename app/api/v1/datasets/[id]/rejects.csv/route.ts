import { admitted } from "@/app/server/admit";
import { download } from "@/app/server/download";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import { wantsNeutral } from "@/app/server/wants-neutral";
import { rejectsFile } from "@/lib/queries/rejects-file";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as PATCH, rest as POST, rest as PUT };

/** All rejected lines of a dataset, as a file. */
export function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return respond(async () => {
    const { id } = await params;
    const { process, caller } = await admitted(request, "datasets.rejectsFile", { id });
    const { organizationId } = caller;
    const neutralize = wantsNeutral(new URL(request.url).searchParams);
    const file = await rejectsFile(process.runtime, organizationId, id, { neutralize });
    return download(file.bytes, { fileName: file.fileName, mediaType: "text/csv; charset=utf-8" });
  });
}
