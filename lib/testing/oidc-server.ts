import {
  createHash,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Who signs in at the provider. */
export interface OidcPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** What the provider, or somebody in its place, does wrong. */
export interface OidcFault {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not among its own. */
  readonly strangeKey?: boolean;
}

export interface OidcServer {
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** Who is signed in there from now on, and what goes wrong. */
  present(person: OidcPerson, fault?: OidcFault): void;
  /** What it refused, and why. */
  readonly refusals: string[];
  close(): Promise<void>;
}

interface Grant {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly person: OidcPerson;
  readonly fault: OidcFault;
}

const MINUTE_SECONDS = 60;

/**
 * An OpenID provider (Core 1.0, code flow): it answers only to its client, its redirect address, a state, a nonce and
 * PKCE by S256, takes a code once, and signs with RS256.
 */
export async function startOidcServer(redirectUri: string): Promise<OidcServer> {
  const client = { id: "tranche", secret: "a secret of the client" };
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, OidcPerson>();
  const refusals: string[] = [];
  let now: { person: OidcPerson; fault: OidcFault } = { person: { sub: "nobody" }, fault: {} };

  const routes: Routes = {
    "/.well-known/openid-configuration": async (_, { origin }) => json(discovery(origin)),
    "/jwks": async () => {
      const jwk = keys.publicKey.export({ format: "jwk" });
      return json({ keys: [{ ...jwk, kid: "1", use: "sig", alg: "RS256" }] });
    },
    "/authorize": async (_, { searchParams }) => {
      const given = Object.fromEntries(searchParams);
      const fault = authorizeFault(given, client.id, redirectUri);
      if (fault) return refused(fault);
      const code = randomUUID();
      const { nonce = "", code_challenge: challenge = "", state = "" } = given;
      grants.set(code, { nonce, challenge, redirectUri, ...now });
      const back = new URL(redirectUri);
      back.search = new URLSearchParams({ code, state }).toString();
      return { status: 302, headers: { location: back.toString() }, body: "" };
    },
    "/token": async (request, { origin }) => {
      const form = new URLSearchParams(await text(request));
      const code = form.get("code") ?? "";
      const grant = grants.get(code);
      grants.delete(code);
      const fault = tokenFault(request, form, grant, client);
      if (fault || !grant) return refused(fault ?? "code");
      const access = randomUUID();
      tokens.set(access, grant.person);
      const claims = { ...idClaims(origin, client.id, grant), ...grant.fault.claims };
      const key = grant.fault.strangeKey ? stranger.privateKey : keys.privateKey;
      return json({ access_token: access, token_type: "Bearer", id_token: signed(claims, key) });
    },
    "/userinfo": async (request) => {
      const person = tokens.get(request.headers.authorization?.replace("Bearer ", "") ?? "");
      return person ? json(person) : refused("access token");
    },
  };
  function refused(why: string): Answer {
    refusals.push(why);
    return json({ error: "invalid_request", error_description: why }, 400);
  }
  const { origin, close } = await serve(routes);
  return {
    ...{ issuer: origin, client, refusals, close },
    present: (person, fault = {}) => {
      now = { person, fault };
    },
  };
}

type Routes = Readonly<Record<string, (request: IncomingMessage, url: URL) => Promise<Answer>>>;

async function serve(routes: Routes): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    const route = routes[url.pathname];
    (route ? route(request, url) : Promise.resolve(json({}, 404)))
      .then((answer) => send(response, answer))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const json = (body: unknown, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const send = (response: ServerResponse, { status, headers, body }: Answer) =>
  response.writeHead(status, headers).end(body);

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  code_challenge_methods_supported: ["S256"],
});

function authorizeFault(
  given: Record<string, string>,
  clientId: string,
  redirectUri: string,
): string | null {
  if (given.client_id !== clientId) return "client";
  if (given.redirect_uri !== redirectUri) return "redirect address";
  if (given.response_type !== "code") return "response type";
  if (!given.scope?.split(" ").includes("openid")) return "scope";
  if (!given.state || !given.nonce) return "state or nonce";
  return given.code_challenge_method === "S256" && given.code_challenge ? null : "PKCE";
}

function tokenFault(
  { headers }: IncomingMessage,
  form: URLSearchParams,
  grant: Grant | undefined,
  client: OidcServer["client"],
): string | null {
  const pair = [client.id, client.secret].map((part) =>
    encodeURIComponent(part).replaceAll("%20", "+"),
  );
  const basic = `Basic ${Buffer.from(pair.join(":")).toString("base64")}`;
  if (headers.authorization !== basic) return "client secret";
  if (form.get("grant_type") !== "authorization_code" || !grant) return "code";
  if (form.get("redirect_uri") !== grant.redirectUri) return "redirect address";
  const verifier = form.get("code_verifier") ?? "";
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return challenge === grant.challenge ? null : "PKCE";
}

function idClaims(issuer: string, audience: string, { nonce, person }: Grant) {
  const issuedAt = Math.floor(Date.now() / 1_000);
  return {
    ...person,
    iss: issuer,
    aud: audience,
    nonce,
    iat: issuedAt,
    exp: issuedAt + MINUTE_SECONDS,
  };
}

function signed(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "RS256", kid: "1", typ: "JWT" })}.${part(claims)}`;
  const signature = createSign("RSA-SHA256").update(content).sign(key, "base64url");
  return `${content}.${signature}`;
}
