import type { Profile } from "next-auth";
import GithubProvider, { type GithubProfile } from "next-auth/providers/github";
import GoogleProvider, { type GoogleProfile } from "next-auth/providers/google";
import type { OAuthConfig, Provider } from "next-auth/providers/index";
import { z } from "zod";
import type { Env } from "../env";

type IdentitySettings = Pick<
  Env,
  | "AUTH_GOOGLE_ID"
  | "AUTH_GOOGLE_SECRET"
  | "AUTH_GITHUB_ID"
  | "AUTH_GITHUB_SECRET"
  | "AUTH_OIDC_ISSUER"
  | "AUTH_OIDC_CLIENT_ID"
  | "AUTH_OIDC_CLIENT_SECRET"
  | "AUTH_OIDC_NAME"
  | "AUTH_OIDC_TRUST_EMAIL"
>;

/** A button of the sign-in page. */
export interface OfferedProvider {
  readonly id: "google" | "github" | "oidc";
  readonly name: string;
}

/** The providers that are set up, for people. */
export function offeredProviders(env: IdentitySettings): OfferedProvider[] {
  return identityProviders(env).map(({ id, name }) => ({ id: id as OfferedProvider["id"], name }));
}

/** The providers that are set up, for next-auth. */
export function identityProviders(env: IdentitySettings): Provider[] {
  const { AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET, AUTH_GITHUB_ID, AUTH_GITHUB_SECRET } = env;
  return [
    ...(hasOidc(env) ? [oidc(env)] : []),
    ...(AUTH_GOOGLE_ID && AUTH_GOOGLE_SECRET ? [google(AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET)] : []),
    ...(AUTH_GITHUB_ID && AUTH_GITHUB_SECRET ? [github(AUTH_GITHUB_ID, AUTH_GITHUB_SECRET)] : []),
  ];
}

const hasOidc = (env: IdentitySettings): boolean =>
  Boolean(env.AUTH_OIDC_ISSUER && env.AUTH_OIDC_CLIENT_ID && env.AUTH_OIDC_CLIENT_SECRET);

interface OidcProfile extends Profile {
  readonly email_verified?: boolean;
}

function oidc(env: IdentitySettings): OAuthConfig<OidcProfile> {
  const issuer = (env.AUTH_OIDC_ISSUER ?? "").replace(/\/$/, "");
  return {
    id: "oidc",
    name: env.AUTH_OIDC_NAME,
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    clientId: env.AUTH_OIDC_CLIENT_ID ?? "",
    clientSecret: env.AUTH_OIDC_CLIENT_SECRET ?? "",
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: ({ sub = "", email = "", name = "", email_verified }) => ({
      ...{ id: sub, email, name },
      emailVerified: email_verified === true || (env.AUTH_OIDC_TRUST_EMAIL && email !== ""),
    }),
  };
}

function google(clientId: string, clientSecret: string): OAuthConfig<GoogleProfile> {
  return GoogleProvider({
    clientId,
    clientSecret,
    checks: ["pkce", "state", "nonce"],
    profile: (profile) => ({
      ...{ id: profile.sub, email: profile.email, name: profile.name },
      emailVerified: googleVouches(profile),
    }),
  });
}

/**
 * Google has verified any address, but only of its own mailboxes it knows that they are still the same person's: those of
 * gmail.com, and those of a Workspace, which has `hd` ("Verify the Google ID token on your server side", Google Identity).
 */
export const googleVouches = (
  profile: Pick<GoogleProfile, "email" | "email_verified"> & { hd?: string },
): boolean =>
  profile.email_verified === true && (/@gmail\.com$/i.test(profile.email) || Boolean(profile.hd));

function github(clientId: string, clientSecret: string): OAuthConfig<GithubProfile> {
  return GithubProvider({
    clientId,
    clientSecret,
    checks: ["pkce", "state"],
    userinfo: {
      url: `${GITHUB_API}/user`,
      request: async ({ tokens }) => {
        const [profile, mails] = await Promise.all([
          askGithub("/user", tokens.access_token),
          askGithub("/user/emails", tokens.access_token),
        ]);
        return { ...(profile as Profile), email: verifiedMail(mails) ?? "" };
      },
    },
    profile: ({ id, name, login, email }) => ({
      ...{ id: String(id), email, name: name ?? login },
      emailVerified: Boolean(email),
    }),
  });
}

const GITHUB_API = "https://api.github.com";

async function askGithub(path: string, token: string | undefined): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${GITHUB_API}${path}`, { headers });
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status}`);
  return answer.json();
}

const githubMails = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

/** The address on a GitHub profile may be anything; the list of addresses says which are verified. */
export function verifiedMail(mails: unknown): string | null {
  const { data = [] } = githubMails.safeParse(mails);
  return data.find(({ primary, verified }) => primary && verified)?.email ?? null;
}
