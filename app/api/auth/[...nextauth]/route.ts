import NextAuth from "next-auth";
import { webProcess } from "@/app/server/process";
import { respond } from "@/app/server/respond";
import { authSecret } from "@/lib/auth/auth-secret";
import { DEMO_EMAIL, demoEnabled } from "@/lib/auth/demo";
import { authOptions } from "@/lib/auth/options";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

function handler(request: Request, context: Context): Promise<Response> {
  return respond(async () => {
    const { runtime } = await webProcess();
    const options = authOptions({
      database: runtime.database,
      secret: authSecret(),
      demoEmail: demoEnabled() ? DEMO_EMAIL : null,
    });
    return NextAuth(options)(request, context);
  });
}

export { handler as GET, handler as POST };
