import { webProcess } from "@/app/server/process";
import { respond } from "@/app/server/respond";
import { checkHealth } from "@/lib/queries/health";

export const dynamic = "force-dynamic";

/** 200 when web, database and queue answer; else 503 with the parts that do not. */
export function GET(): Promise<Response> {
  return respond(async () => {
    const process = await webProcess().catch(() => null);
    const down = process ? await checkHealth(process.runtime, process.queue) : ["database"];
    const headers = { "cache-control": "no-store" };
    return down.length === 0
      ? Response.json({ status: "ok" }, { headers })
      : Response.json({ status: "unavailable", down }, { status: 503, headers });
  });
}
