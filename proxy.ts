import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { pagePolicy } from "./app/server/page-policy";
import { NONCE_HEADER } from "./components/layout/nonce-header";
import { PATH_HEADER } from "./components/sign-in/return-path";
import { isSecure } from "./lib/auth/session-cookie";
import { publicUrl, readEnv } from "./lib/env";

const NONCE_BYTES = 18;

/**
 * Tells a page what it cannot see itself: the address that was asked for, so that signing in leads back to it, and the
 * nonce of its scripts, which Next reads from the policy (Content Security Policy guide of Next.js 16.4).
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  const policy = pagePolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, askedPath(request));
  headers.set(NONCE_HEADER, nonce);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  if (servedSecurely()) response.headers.set("Strict-Transport-Security", ONE_YEAR);
  return response;
}

/** Of this host alone: its other names may have reasons of their own. */
const ONE_YEAR = "max-age=31536000";

let secure: boolean | undefined;

function servedSecurely(): boolean {
  secure ??= isSecure(publicUrl(readEnv()));
  return secure;
}

function askedPath({ nextUrl: { pathname, searchParams } }: NextRequest): string {
  const asked = new URLSearchParams(searchParams);
  asked.delete("_rsc");
  return asked.size > 0 ? `${pathname}?${asked}` : pathname;
}

/**
 * Pages only, also those whose path has a dot in it: behind a proxy a body is cut at 10 MB, which uploads to `/api` must
 * not be (Next.js docs, read 2026-11-23).
 */
export const config = { matcher: "/((?!api/|_next/static/|_next/image|icon\\.svg$).*)" };
