import { admitted } from "@/app/server/admit";
import { download } from "@/app/server/download";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import { wantsNeutral } from "@/app/server/wants-neutral";
import { resultsFile } from "@/lib/queries/results-file";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as PATCH, rest as POST, rest as PUT };

/** The results of an ended job in the dataset's own order. */
export function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return respond(async () => {
    const { id } = await params;
    const { process, caller } = await admitted(request, "jobs.results", { id });
    const { organizationId } = caller;
    const { searchParams } = new URL(request.url);
    const wish = {
      format: searchParams.get("format") ?? "jsonl",
      neutralize: wantsNeutral(searchParams),
    };
    const file = await resultsFile(process.runtime, organizationId, id, wish);
    return download(file.bytes, file);
  });
}
