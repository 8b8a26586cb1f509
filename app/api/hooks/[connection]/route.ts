import { limitedBytes } from "@/app/server/limited-body";
import { carryOn, webProcess } from "@/app/server/process";
import { respond } from "@/app/server/respond";
import { visitorOf } from "@/app/server/visitor";
import { beforeAttempt } from "@/lib/auth/attempts";
import type { Process } from "@/lib/compose";
import { isAppError } from "@/lib/errors";
import { takeHook } from "@/lib/workspace/take-hook";

export const dynamic = "force-dynamic";

const MOST_BYTES = 64 * 1024;
const TOO_LONG = "A delivery of a hook is smaller than this.";

/** What a provider sends when a batch has moved. Public: the signature is the key. */
export function POST(
  request: Request,
  { params }: { params: Promise<{ connection: string }> },
): Promise<Response> {
  return respond(async () => {
    const { connection } = await params;
    const body = (await limitedBytes(request, MOST_BYTES, TOO_LONG)).toString();
    const process = await webProcess();
    const headers = Object.fromEntries(request.headers);
    const taken = takeHook(process.runtime, connection, { headers, body });
    const { organizationId, result } = await counted(process, request, taken);
    await carryOn(process, organizationId, result);
    return new Response(null, { status: 204 });
  });
}

/** Deliveries that are not signed are counted by where they come from. */
async function counted<T>({ runtime }: Process, request: Request, taken: Promise<T>): Promise<T> {
  try {
    return await taken;
  } catch (error) {
    if (isAppError(error) && error.code === "unauthorized") {
      const { address } = visitorOf(request);
      await beforeAttempt(runtime.database, "refusedKey", address, new Date(runtime.now()));
    }
    throw error;
  }
}
