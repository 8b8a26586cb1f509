import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "./components/sign-in/return-path";

/** A layout cannot see the address that was asked for; it is told here, so that signing in leads back to it. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, searchParams } = request.nextUrl;
  const asked = new URLSearchParams(searchParams);
  asked.delete("_rsc");
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, asked.size > 0 ? `${pathname}?${asked}` : pathname);
  return NextResponse.next({ request: { headers } });
}

/** Pages only: behind a proxy a body is cut at 10 MB, which uploads to `/api` must not be (Next.js docs, read 2026-11-23). */
export const config = { matcher: "/((?!api/|_next/|.*\\.).*)" };
