import type { DefaultSession, NextAuthOptions } from "next-auth";

declare module "next-auth" {
  interface User {
    organizationId: string;
    organizationName: string;
  }
  interface Session {
    user: DefaultSession["user"] & {
      id: string;
      organizationId: string;
      organizationName: string;
    };
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    organizationId?: string;
    organizationName?: string;
  }
}

const DAY_SECONDS = 24 * 60 * 60;

/** What is needed to read a session: a signed cookie that names the person and the organization. */
export function sessionOptions(
  secret: string,
): Pick<NextAuthOptions, "secret" | "session" | "callbacks"> {
  return {
    secret,
    session: { strategy: "jwt", maxAge: 7 * DAY_SECONDS, updateAge: DAY_SECONDS },
    callbacks: {
      jwt({ token, user }) {
        if (!user) return token;
        const { organizationId, organizationName } = user;
        return { ...token, organizationId, organizationName };
      },
      session({ session, token }) {
        const { sub = "", organizationId = "", organizationName = "" } = token;
        return { ...session, user: { ...session.user, id: sub, organizationId, organizationName } };
      },
    },
  };
}
