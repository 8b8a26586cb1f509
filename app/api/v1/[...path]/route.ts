import { rest } from "@/app/server/rest";

export const dynamic = "force-dynamic";

export { rest as DELETE, rest as GET, rest as PATCH, rest as POST, rest as PUT };
