import { admitted } from "@/app/server/admit";
import { respond } from "@/app/server/respond";
import { teamsWith } from "@/lib/core/access";
import { liveRowsOf } from "@/lib/queries/live-rows";

export const dynamic = "force-dynamic";

const KEEP_ALIVE_MS = 15_000;

/** Server-sent events of everything that moves in the caller's organization, as far as they may see it. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await admitted(request, "live");
    const { organizationId } = caller;
    const mine = liveRowsOf(
      process.runtime,
      organizationId,
      teamsWith(caller.access, ["work:read"]),
    );
    const text = new TextEncoder();
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
        const timer = setInterval(() => send(": keep\n\n"), KEEP_ALIVE_MS);
        let stopped = false;
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
