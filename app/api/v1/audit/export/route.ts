import { admitted } from "@/app/server/admit";
import { download } from "@/app/server/download";
import { queryOf } from "@/app/server/query-of";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import { exportAuditInput } from "@/lib/contracts/audit";
import { auditFile } from "@/lib/queries/audit-file";
import { noteAuditExport } from "@/lib/workspace/note-audit-export";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as PATCH, rest as POST, rest as PUT };

/** The audit log as a file. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await admitted(request, "audit.export");
    const input = queryOf(exportAuditInput, request);
    const file = auditFile(process.runtime, caller.organizationId, input);
    await noteAuditExport(process.runtime, caller.organizationId, input);
    return download(file.bytes, file);
  });
}
