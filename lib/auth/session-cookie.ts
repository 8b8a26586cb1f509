import type { NextAuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import { publicUrl, readEnv } from "../env";
import { authSecret } from "./auth-secret";

declare module "next-auth/jwt" {
  interface JWT {
    /** The session's row, which decides. The cookie says nothing else. */
    sid?: string;
  }
}

const DAY_SECONDS = 24 * 60 * 60;

/** The cookie's name over http. */
export const SESSION_COOKIE = "tranche.session";

/** The cookie's life; the row may end sooner. */
export const SESSION_SECONDS = 30 * DAY_SECONDS;

/** Sent back over https only, and to this very host, where people come over https. */
export function sessionCookie(address: string): NonNullable<NextAuthOptions["cookies"]> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(address) };
  return { sessionToken: { name: sessionCookieName(address), options } };
}

/** What the cookie is called in the browsers of those who come to this address. */
export const sessionCookieName = (address: string): string =>
  `${isSecure(address) ? "__Host-" : ""}${SESSION_COOKIE}`;

export const isSecure = (address: string): boolean => address.startsWith("https://");

/** The session that a `Cookie` header names; null without one, or when the cookie is not of our making. */
export async function sessionIdOf(cookieHeader: string | null): Promise<string | null> {
  const name = sessionCookieName(publicUrl(readEnv()));
  const pairs = (cookieHeader ?? "").split(/;\s*/).map((pair) => pair.split("="));
  const [, token] = pairs.find(([key]) => key === name) ?? [];
  if (!token) return null;
  const decoded = await decode({ token, secret: authSecret() }).catch(() => null);
  return decoded?.sid ?? null;
}
