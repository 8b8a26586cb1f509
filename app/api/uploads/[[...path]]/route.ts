import { callerOf } from "@/app/server/caller";
import { webProcess } from "@/app/server/process";
import { respond } from "@/app/server/respond";
import { checkRoom, ownUpload, uploads } from "@/app/server/uploads";

export const dynamic = "force-dynamic";

function handler(request: Request): Promise<Response> {
  return respond(async () => {
    const process = await webProcess();
    const caller = await callerOf(process, request);
    await checkRoom(process.runtime, request, caller);
    const { server } = await uploads();
    return server.handleWeb(ownUpload(request, caller));
  });
}

export {
  handler as DELETE,
  handler as HEAD,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
};
