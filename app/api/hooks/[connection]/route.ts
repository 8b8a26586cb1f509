import { carryOn, webProcess } from "@/app/server/process";
import { respond } from "@/app/server/respond";
import { AppError } from "@/lib/errors";
import { takeHook } from "@/lib/workspace/take-hook";

export const dynamic = "force-dynamic";

const MOST_CHARACTERS = 64 * 1024;

/** What a provider sends when a batch has moved. Public: the signature is the key. */
export function POST(
  request: Request,
  { params }: { params: Promise<{ connection: string }> },
): Promise<Response> {
  return respond(async () => {
    const { connection } = await params;
    const body = await request.text();
    if (body.length > MOST_CHARACTERS) {
      throw new AppError("payload_too_large", "A delivery of a hook is smaller than this.");
    }
    const process = await webProcess();
    const headers = Object.fromEntries(request.headers);
    const { organizationId, result } = await takeHook(process.runtime, connection, {
      headers,
      body,
    });
    await carryOn(process, organizationId, result);
    return new Response(null, { status: 204 });
  });
}
