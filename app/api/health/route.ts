import { webProcess } from "@/app/server/process";
import { checkHealth } from "@/lib/queries/health";

export const dynamic = "force-dynamic";

/** 200 when web, database and queue answer. */
export async function GET(): Promise<Response> {
  const process = await webProcess().catch(() => null);
  const down = process ? await checkHealth(process.runtime, process.queue) : ["database"];
  return down.length === 0
    ? Response.json({ status: "ok" })
    : Response.json({ status: "unavailable", down }, { status: 503 });
}
