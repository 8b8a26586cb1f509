import { admitted } from "@/app/server/admit";
import { respond } from "@/app/server/respond";
import { checkRoom, ownUpload, uploads } from "@/app/server/uploads";

export const dynamic = "force-dynamic";

const OPERATIONS = {
  DELETE: "uploads.remove",
  HEAD: "uploads.offset",
  OPTIONS: "uploads.options",
  PATCH: "uploads.append",
  POST: "uploads.create",
} as const;

function handler(request: Request): Promise<Response> {
  return respond(async () => {
    const operation = OPERATIONS[request.method as keyof typeof OPERATIONS];
    const { process, caller } = await admitted(request, operation);
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
