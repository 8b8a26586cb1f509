import { openApiDocument } from "@/app/server/openapi";
import { respond } from "@/app/server/respond";

export const dynamic = "force-dynamic";

/** The OpenAPI 3.1 document of the API; it names nothing private, so no key is asked for. */
export function GET(): Promise<Response> {
  return respond(async () => Response.json(await openApiDocument()));
}
