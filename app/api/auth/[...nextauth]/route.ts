import { authRoute } from "@/app/server/auth-route";
import { respond } from "@/app/server/respond";

function handler(request: Request): Promise<Response> {
  return respond(() => authRoute(request));
}

export { handler as GET, handler as POST };
