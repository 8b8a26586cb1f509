import type { NextAuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Provider } from "next-auth/providers/index";
import type { Also, Database } from "../db/client";
import { revokeSession } from "../db/session";
import { findUserByEmail } from "../db/user";
import { AppError, isAppError } from "../errors";
import type { Guest } from "./guest";
import { beginSession, openSession, type SessionMethod, type Visitor } from "./session";
import { isSecure, SESSION_SECONDS, sessionCookie } from "./session-cookie";
import { personByLink, personByPassword } from "./sign-in";

declare module "next-auth" {
  interface User {
    /** Whether the provider says that the address is this person's. */
    emailVerified?: boolean;
  }
}

export interface AuthParts {
  readonly database: Database;
  /** Seals the session cookie; at least 32 characters. */
  readonly secret: string;
  readonly publicUrl: string;
  /** Who "try the demo" signs in as; null where there is no demo. */
  readonly demoEmail: string | null;
  /** Google, GitHub, single sign-on: those that are set up. */
  readonly providers: readonly Provider[];
  readonly visitor: Visitor;
  /** The session that the browser had before. */
  readonly sessionId: string | null;
  readonly now: Date;
  newSessionId(): string;
  /** What is kept of a new session where it is of interest, in its transaction. */
  noteSignIn(session: { userId: string; method: SessionMethod }): Also;
  /** The account of somebody whom a provider vouches for. Throws `forbidden` with `details.reason`. */
  admit(guest: Guest): Promise<string>;
  /** Told why a sign-in was refused: next-auth's own answer has no room for it. */
  refused(error: AppError): void;
  /** Told what went wrong while somebody came from a provider. */
  failed(error: unknown): void;
}

/** next-auth as Tranche uses it: it proves who somebody is; that they are signed in is a row of ours. */
export function authOptions(parts: AuthParts): NextAuthOptions {
  const { secret, publicUrl } = parts;
  return {
    secret,
    providers: [...ownProviders(parts), ...parts.providers],
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    useSecureCookies: isSecure(publicUrl),
    cookies: sessionCookie(publicUrl),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    ...callbacks(parts),
  };
}

function ownProviders(parts: AuthParts): Provider[] {
  const { database, demoEmail, visitor, now } = parts;
  const password = Credentials({
    id: "password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: (given) =>
      attempt(parts, () => {
        const { email = "", password = "" } = given ?? {};
        return personByPassword(database, { email, password }, visitor, now);
      }),
  });
  const link = Credentials({
    id: "link",
    credentials: { token: { type: "password" } },
    authorize: (given) =>
      attempt(parts, () => personByLink(database, given?.token ?? "", visitor, now)),
  });
  const demo = Credentials({
    id: "demo",
    credentials: {},
    authorize: () =>
      attempt(parts, async () => {
        const user = demoEmail && (await findUserByEmail(database, demoEmail));
        if (user) return user.id;
        throw new AppError("unauthorized", "There is no demo here. Sign in with an account.");
      }),
  });
  return demoEmail ? [password, link, demo] : [password, link];
}

async function attempt(
  { refused }: AuthParts,
  identify: () => Promise<string>,
): Promise<User | null> {
  try {
    return { id: await identify() };
  } catch (error) {
    refused(readable(error));
    return null;
  }
}

/** next-auth would write the words of any error into an address. */
const readable = (error: unknown): AppError =>
  isAppError(error)
    ? error
    : new AppError("internal", "Signing in did not work. Try again.", { cause: error });

function callbacks(parts: AuthParts): Pick<NextAuthOptions, "callbacks" | "events"> {
  const { database, visitor, now } = parts;
  let admitted: string | null = null;
  return {
    callbacks: {
      async signIn({ user, account }) {
        if (account?.type !== "oauth") return true;
        try {
          admitted = await parts.admit({
            provider: account.provider as SessionMethod,
            subject: account.providerAccountId,
            email: user.email ?? "",
            emailVerified: user.emailVerified === true,
            name: user.name ?? "",
          });
          return true;
        } catch (error) {
          const { code, details } = readable(error);
          if (code === "internal") parts.failed(error);
          return `/sign-in?error=${String(details?.reason ?? "failed")}`;
        }
      },
      async jwt({ token, user, account }) {
        if (!user || !account) return token.sid ? { sid: token.sid } : {};
        const id = parts.newSessionId();
        const method = account.provider as SessionMethod;
        const before = await openSession(database, parts.sessionId, now);
        if (before) await revokeSession(database, before, now);
        const begun = { id, userId: admitted ?? user.id, method };
        await beginSession(database, begun, visitor, now, parts.noteSignIn(begun));
        return { sid: id };
      },
      session: ({ session: { expires } }) => ({ expires }),
    },
    events: {
      async signOut({ token }) {
        const session = await openSession(database, token?.sid ?? null, now);
        if (session) await revokeSession(database, session, now);
      },
    },
  };
}
