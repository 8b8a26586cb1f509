import { isAppError } from "../../lib/errors";

const ADVICE: Record<string, string> = {
  ECONNREFUSED: "nobody answers there. Is PostgreSQL running, and is the port right?",
  ENOTFOUND: "there is no host of that name.",
  EAI_AGAIN: "the name of the host cannot be looked up now.",
  ETIMEDOUT: "nobody answers there. Is a firewall between?",
  ECONNRESET: "the connection was cut.",
  "28P01": "the password is not accepted.",
  "28000": "the user is not accepted.",
  "3D000": "there is no database of that name. Create it first.",
  "42501": "the user has too few rights: it must own the database and have CREATEROLE.",
  "53300": "it has no connection left. Raise its max_connections.",
};

/** One line about why the database of a URL cannot be used: where it is, what is wrong, what to do. No password. */
export function databaseProblem(error: unknown, databaseUrl: string): string {
  if (isAppError(error)) return error.message;
  const advice = ADVICE[codeOf(error)] ?? messageOf(error);
  return `DATABASE_URL does not work (${place(databaseUrl)}): ${advice}`;
}

function place(databaseUrl: string): string {
  try {
    const { hostname, port, pathname, username } = new URL(databaseUrl);
    return `user ${username || "none"}, host ${hostname}, port ${port || 5432}, database ${pathname.slice(1)}`;
  } catch {
    return "it is not a URL";
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error && /timeout/.test(error.message) ? "ETIMEDOUT" : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
