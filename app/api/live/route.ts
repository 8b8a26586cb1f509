import { isDeepStrictEqual } from "node:util";
import { type Admitted, admitted } from "@/app/server/admit";
import { respond } from "@/app/server/respond";
import { teamsWith } from "@/lib/core/access";
import { isAppError } from "@/lib/errors";
import { liveRowsOf } from "@/lib/queries/live-rows";

export const dynamic = "force-dynamic";

const KEEP_ALIVE_MS = 10_000;

/**
 * Server-sent events of everything that moves in the caller's organization, as far as they may see it. The stream ends
 * within a beat of a change of what that is: who comes back is asked again.
 */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const opened = await admitted(request, "live");
    const { process, caller } = opened;
    const { organizationId } = caller;
    const mine = liveRowsOf(
      process.runtime,
      organizationId,
      teamsWith(caller.access, ["work:read"]),
    );
    const text = new TextEncoder();
    let stopped = false;
    let stop = async () => {};
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        const send = (line: string) => {
          try {
            controller.enqueue(text.encode(line));
          } catch {
            void stop();
          }
        };
        const unsubscribe = await process.live.subscribe(organizationId, async (row) => {
          if (await mine(row)) send(`data: ${JSON.stringify(row)}\n\n`);
        });
        const beat = async () => {
          const holds = await stillHolds(request, opened);
          if (stopped) return;
          if (holds) return send(": keep\n\n");
          await stop();
          controller.close();
        };
        const timer = setInterval(() => void beat(), KEEP_ALIVE_MS);
        stop = async () => {
          if (stopped) return;
          stopped = true;
          clearInterval(timer);
          await unsubscribe().catch((err) => process.runtime.log.debug({ err }, "unsubscribe"));
        };
        request.signal.addEventListener("abort", () => void stop());
        send(": ready\n\n");
      },
      cancel: () => stop(),
    });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  });
}

/** Whether the caller is the one of the beginning, with the same access. What cannot be found out just now is left as it is. */
async function stillHolds(request: Request, { caller: before }: Admitted): Promise<boolean> {
  try {
    const { caller } = await admitted(request, "live");
    return (
      caller.organizationId === before.organizationId &&
      isDeepStrictEqual(caller.access, before.access)
    );
  } catch (error) {
    return !isAppError(error);
  }
}
