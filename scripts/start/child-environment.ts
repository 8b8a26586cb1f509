import type { StartSettings } from "./settings";
import type { Variables } from "./variables";

export interface InnerPorts {
  readonly postgres: number;
  readonly sandbox: number;
  readonly smtp: number;
  readonly mail: number;
}

const EMBEDDED_POLL_MS = "500";

/** What web and worker are told: what people set, and where the embedded parts are. */
export function childEnvironment(
  given: Variables,
  settings: StartSettings,
  ports: InnerPorts,
  own: { databaseUrl: string; masterKey: string },
): Variables {
  const { embedded } = settings;
  return {
    SIMULATED_POLL_MS: EMBEDDED_POLL_MS,
    // Where anybody may try the demo, anybody may have an organization of their own.
    ...(settings.demo && { SIGN_UP: "open" }),
    ...given,
    DATABASE_URL: own.databaseUrl,
    MASTER_KEY: own.masterKey,
    DATA_DIR: settings.dataDir,
    HOST: settings.host,
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    DEMO: String(settings.demo),
    ...(embedded.sandbox && { SANDBOX_URL: `http://127.0.0.1:${ports.sandbox}` }),
    ...(embedded.mail && { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` }),
  };
}
