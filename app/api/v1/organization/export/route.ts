import { admitted } from "@/app/server/admit";
import { download } from "@/app/server/download";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import { organizationExport } from "@/lib/queries/organization-export/export";
import { noteExport } from "@/lib/workspace/note-export";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as PATCH, rest as POST, rest as PUT };

/** All that belongs to the organization, as one archive. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await admitted(request, "organization.export");
    await noteExport(process.runtime, caller.organizationId);
    const archive = organizationExport(process.runtime, caller.organizationId);
    return download(archive.bytes, archive);
  });
}
