import { admitted } from "@/app/server/admit";
import { download } from "@/app/server/download";
import { queryOf } from "@/app/server/query-of";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";
import { focusInput } from "@/lib/contracts/reports";
import { teamsWith } from "@/lib/core/access";
import { focusFile } from "@/lib/queries/focus-file";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as PATCH, rest as POST, rest as PUT };

/** The ledger of a month in FOCUS 1.2. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await admitted(request, "reports.focus");
    const teams = teamsWith(caller.access, ["report:read"]);
    const wish = { ...queryOf(focusInput, request), teams };
    const file = focusFile(process.runtime, caller.organizationId, wish);
    return download(file.bytes, file);
  });
}
