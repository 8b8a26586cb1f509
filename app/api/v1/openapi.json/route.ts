import { openApiDocument } from "@/app/server/openapi";
import { respond } from "@/app/server/respond";
import { rest } from "@/app/server/rest";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as PATCH, rest as POST, rest as PUT };

/** The OpenAPI 3.1 document of the API; it names nothing private, so no key is asked for. */
export function GET(): Promise<Response> {
  return respond(async () => Response.json(await openApiDocument()));
}
