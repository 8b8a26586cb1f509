import NextAuth, { type NextAuthOptions } from "next-auth";
import { admitGuest } from "@/lib/account/admit-guest";
import { noteSignIn } from "@/lib/account/note-own";
import { authSecret } from "@/lib/auth/auth-secret";
import { DEMO_EMAIL } from "@/lib/auth/demo";
import { identityProviders } from "@/lib/auth/identity-providers";
import { authOptions } from "@/lib/auth/options";
import { sessionIdOf } from "@/lib/auth/session-cookie";
import { readEnv, tellNextAuth } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Runtime } from "@/lib/runtime";
import { limitedBytes } from "./limited-body";
import { webProcess } from "./process";
import { visitorOf } from "./visitor";

/** `/api/auth` */
const FOLDERS = 3;

/** Answers next-auth's own protocol. Throws what a sign-in was refused with, in the words of our API. */
export async function authRoute(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const nextauth = pathname.split("/").slice(FOLDERS);
  // There anybody could write into our log.
  if (nextauth[0] === "_log") throw new AppError("not_found", "There is no such operation.");
  const { runtime } = await webProcess();
  const refusals: AppError[] = [];
  const options = await optionsFor(runtime, request, (error) => refusals.push(error));
  tellNextAuth(runtime.settings.publicUrl);
  const answer = newAnswer();
  const cookie = request.headers.get("cookie") ?? "";
  const incoming = {
    query: { ...Object.fromEntries(searchParams), nextauth },
    body: await formOf(request),
    cookies: cookiesOf(cookie),
    headers: Object.fromEntries(request.headers),
    method: request.method,
  };
  await NextAuth(incoming as never, answer.response as never, options);
  if (refusals[0]) throw refusals[0];
  return answer.made();
}

async function optionsFor(
  runtime: Runtime,
  request: Request,
  refused: (error: AppError) => void,
): Promise<NextAuthOptions> {
  const env = readEnv();
  const visitor = visitorOf(request);
  const options = authOptions({
    database: runtime.database,
    secret: authSecret(),
    publicUrl: runtime.settings.publicUrl,
    demoEmail: env.DEMO ? DEMO_EMAIL : null,
    providers: identityProviders(env),
    visitor,
    sessionId: await sessionIdOf(request.headers.get("cookie")),
    now: new Date(runtime.now()),
    newSessionId: () => runtime.newId("ses"),
    noteSignIn: (session) => noteSignIn(runtime, session, visitor),
    admit: (guest) => admitGuest(runtime, guest, env.AUTH_OIDC_DOMAINS, visitor),
    refused,
    failed: (err) => runtime.log.error({ err }, "somebody from a provider could not be admitted"),
  });
  const logger = {
    // What a provider sent may hold tokens: only the code and the words of the error are kept.
    error: (code: string, details: unknown) =>
      runtime.log.warn({ code, problem: problemOf(details) }, "sign-in did not work"),
    warn: () => undefined,
    debug: () => undefined,
  };
  return { ...options, logger };
}

function problemOf(details: unknown): string {
  if (details instanceof Error) return details.message;
  const { error } = (details ?? {}) as { error?: unknown };
  return error instanceof Error ? error.message : "";
}

const LONGEST_FORM = 64 * 1024;
const TOO_LONG = "This form is too long.";

async function formOf(request: Request): Promise<Record<string, unknown>> {
  if (request.method !== "POST") return {};
  const text = (await limitedBytes(request, LONGEST_FORM, TOO_LONG)).toString();
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch (cause) {
    throw new AppError("invalid_request", "The body is not valid JSON. Correct it.", { cause });
  }
}

function cookiesOf(header: string): Record<string, string> {
  const pairs = header.split(/;\s*/).map((pair) => {
    const at = pair.indexOf("=");
    const value = pair.slice(at + 1);
    return [pair.slice(0, at), URL.canParse(`x:${value}`) ? decode(value) : value];
  });
  return Object.fromEntries(pairs);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The part of Node's response that next-auth writes to. */
function newAnswer() {
  const headers = new Map<string, string | string[]>();
  let status = 200;
  let body: string | null = null;
  const response = {
    status(code: number) {
      status = code;
      return response;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: string | string[]) {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json(value: unknown) {
      headers.set("content-type", "application/json");
      body = JSON.stringify(value);
    },
    send(value: unknown) {
      if (typeof value === "object" && value !== null) response.json(value);
      else body = typeof value === "string" ? value : null;
    },
    end: () => undefined,
  };
  const made = () =>
    new Response(body, {
      status,
      headers: [...headers].flatMap(([name, value]) =>
        [value].flat().map((each): [string, string] => [name, each]),
      ),
    });
  return { response, made };
}
