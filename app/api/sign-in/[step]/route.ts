import { respond } from "@/app/server/respond";
import { signInStep } from "@/app/server/sign-in-steps";

export const dynamic = "force-dynamic";

/** What people send before they are signed in: from our own pages, counted, with the same answer for known and unknown. */
export function POST(
  request: Request,
  { params }: { params: Promise<{ step: string }> },
): Promise<Response> {
  return respond(async () => signInStep(request, (await params).step));
}
