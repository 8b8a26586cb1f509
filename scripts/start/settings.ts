import path from "node:path";
import { readEnv } from "../../lib/env";
import { parseMasterKey } from "../../lib/secrets";
import { expected } from "../setup/expected.mjs";
import { refusal } from "./free-port";
import type { Variables } from "./variables";

export interface StartSettings {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly demo: boolean;
  /** The parts that nobody else provides. */
  readonly embedded: {
    readonly postgres: boolean;
    readonly sandbox: boolean;
    readonly mail: boolean;
  };
}

const DEFAULT_PORT = 3000;
/** Not whatever begins so: npm sets INIT_CWD. */
const OWN_USER = ["INIT_ORG_NAME", "INIT_USER_EMAIL", "INIT_USER_PASSWORD", "INIT_API_KEY"];
const PLACEHOLDERS = {
  DATABASE_URL: "postgres://embedded",
  MASTER_KEY: "embedded",
};

/** Reads and checks the settings that people give. Throws an expected error that names what is wrong, and no value. */
export function readSettings(variables: Variables): StartSettings {
  const given = (name: string) => variables[name]?.trim() || undefined;
  const filled = Object.entries(variables).filter(([, value]) => value?.trim());
  const url = given("DATABASE_URL");
  if (url !== undefined && !/^postgres(ql)?:\/\//.test(url)) {
    throw expected(
      "DATABASE_URL is not the address of a PostgreSQL: postgres://user:password@host:5432/database.",
    );
  }
  const env = checked(() => readEnv({ ...PLACEHOLDERS, ...Object.fromEntries(filled) }));
  const masterKey = given("MASTER_KEY");
  if (masterKey !== undefined) checked(() => parseMasterKey(masterKey));
  const port = given("PORT") === undefined ? DEFAULT_PORT : env.PORT;
  return {
    dataDir: path.resolve(env.DATA_DIR),
    host: env.HOST,
    port,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ""),
    demo: given("DEMO") === undefined ? demoByDefault(given, env.HOST) : env.DEMO,
    embedded: {
      postgres: url === undefined,
      sandbox: given("SANDBOX_URL") === undefined,
      mail: given("SMTP_URL") === undefined,
    },
  };
}

/** Throws an expected error when the web cannot listen where it is told to. */
export async function checkPort({ host, port }: StartSettings): Promise<void> {
  const code = await refusal(port, host);
  if (code === null) return;
  if (code === "EADDRINUSE") {
    throw expected(
      `Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`,
    );
  }
  if (code === "EACCES") {
    throw expected(
      `This user may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`,
    );
  }
  throw expected(
    `Tranche cannot listen on HOST ${host} (${code}). Use 127.0.0.1, 0.0.0.0 or an address of this machine.`,
  );
}

/** Whoever reaches the demo is its owner: it is offered to this machine alone, and where nothing is set up. */
function demoByDefault(given: (name: string) => string | undefined, host: string): boolean {
  const local = ["127.0.0.1", "localhost", "::1"].includes(host);
  return local && given("DATABASE_URL") === undefined && !givesOwnUser(given);
}

function givesOwnUser(given: (name: string) => string | undefined): boolean {
  return OWN_USER.some((name) => given(name) !== undefined);
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw expected(error instanceof Error ? error.message : String(error), error);
  }
}
