import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Database } from "../db/client";
import { findUserByEmail, membershipsOf, type UserRecord } from "../db/user";
import { verifyPassword } from "./password";
import { sessionOptions } from "./session-options";

export interface AuthParts {
  readonly database: Database;
  /** Signs the session cookie; at least 32 characters. */
  readonly secret: string;
  /** Who "try the demo" signs in as; null where there is no demo. */
  readonly demoEmail: string | null;
}

/** next-auth as Tranche uses it: e-mail and password, and the demo where there is one. */
export function authOptions({ database, secret, demoEmail }: AuthParts): NextAuthOptions {
  const password = Credentials({
    id: "credentials",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (given) => {
      if (!given?.email || !given.password || given.password.length > 1_000) return null;
      const user = await findUserByEmail(database, given.email);
      const fits = await verifyPassword(user?.passwordHash ?? null, given.password);
      return user && fits ? signedIn(database, user) : null;
    },
  });
  const demo = Credentials({
    id: "demo",
    credentials: {},
    authorize: async () => {
      const user = demoEmail && (await findUserByEmail(database, demoEmail));
      return user ? signedIn(database, user) : null;
    },
  });
  return {
    ...sessionOptions(secret),
    providers: demoEmail ? [password, demo] : [password],
    pages: { signIn: "/sign-in" },
  };
}

async function signedIn(database: Database, { id, email, name }: UserRecord) {
  const [membership] = await membershipsOf(database, id);
  if (!membership) return null;
  const { organizationId, organizationName } = membership;
  return { id, email, name, organizationId, organizationName };
}
