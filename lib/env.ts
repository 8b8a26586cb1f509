import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);
const flag = z.stringbool();
const url = (...protocols: string[]) =>
  z.url({ protocol: new RegExp(`^(${protocols.join("|")})$`) });

/** Every setting, its form and its default. Described for operators in `docs/operating.md`. */
const envSchema = z
  .object({
    PORT: port.default(3000),
    HOST: z.string().default("127.0.0.1"),
    PUBLIC_URL: url("http", "https").optional(),
    DATA_DIR: z.string().default(".tranche"),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),

    DATABASE_URL: url("postgres", "postgresql"),
    DATABASE_MAX_CONNECTIONS: z.coerce.number().int().min(2).max(500).default(10),
    REDIS_URL: url("redis", "rediss").optional(),

    S3_ENDPOINT: url("http", "https").optional(),
    S3_BUCKET: z.string().optional(),
    S3_REGION: z.string().default("us-east-1"),
    S3_ACCESS_KEY_ID: z.string().optional(),
    S3_SECRET_ACCESS_KEY: z.string().optional(),

    SMTP_URL: url("smtp", "smtps").optional(),
    MAIL_FROM: z.string().default("Tranche <tranche@localhost>"),

    MASTER_KEY: z.string().min(1),
    MASTER_KEY_PREVIOUS: z.string().optional(),
    AUTH_SECRET: z.string().min(32).optional(),
    AUTH_GOOGLE_ID: z.string().optional(),
    AUTH_GOOGLE_SECRET: z.string().optional(),
    AUTH_GITHUB_ID: z.string().optional(),
    AUTH_GITHUB_SECRET: z.string().optional(),
    AUTH_OIDC_ISSUER: url("http", "https").optional(),
    AUTH_OIDC_CLIENT_ID: z.string().optional(),
    AUTH_OIDC_CLIENT_SECRET: z.string().optional(),
    AUTH_OIDC_NAME: z.string().default("Single sign-on"),
    AUTH_OIDC_DOMAINS: z.string().default("").transform(readDomains),
    AUTH_OIDC_TRUST_EMAIL: flag.default(false),
    SIGN_UP: z.enum(["open", "closed"]).default("closed"),
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),

    ALLOW_PRIVATE_PROVIDER_URLS: flag.default(false),

    DEMO: flag.default(false),
    SANDBOX_URL: url("http", "https").optional(),
    SANDBOX_KEY: z.string().default("sk-sandbox-demo"),
    SIMULATED_POLL_MS: z.coerce.number().int().min(50).default(1_000),

    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(256).default(8),
    DUCKDB_MEMORY_MB: z.coerce.number().int().min(64).default(256),
    DUCKDB_THREADS: z.coerce.number().int().min(1).max(64).default(2),
    MAX_UPLOAD_BYTES: z.coerce.number().int().min(1).default(20_000_000_000),
    MAX_STORED_BYTES: z.coerce.number().int().min(0).optional(),
    RECONCILE_SECONDS: z.coerce.number().positive().default(15),
    TAKEOVER_SECONDS: z.coerce.number().positive().default(300),
    CREATE_TIMEOUT_SECONDS: z.coerce.number().positive().default(60),
    QUIET_SECONDS: z.coerce.number().min(0).optional(),

    INIT_ORG_NAME: z.string().min(1).optional(),
    INIT_USER_EMAIL: z.email().optional(),
    INIT_USER_PASSWORD: z.string().min(8, "needs at least 8 characters").optional(),
    INIT_API_KEY: z
      .string()
      .regex(/^trk_[A-Za-z0-9_-]{32,}$/, "is `trk_` and at least 32 more letters, digits, - or _")
      .optional(),
  })
  .superRefine(completeGroups);

/** Settings that mean nothing alone: a button that is missing in silence is hard to find. */
const TOGETHER = [
  ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
  ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
  ["AUTH_OIDC_ISSUER", "AUTH_OIDC_CLIENT_ID", "AUTH_OIDC_CLIENT_SECRET"],
] as const;

function completeGroups(env: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  for (const names of TOGETHER) {
    const missing = names.filter((name) => env[name] === undefined);
    if (missing.length === names.length) continue;
    for (const name of missing) {
      context.addIssue({
        code: "custom",
        path: [name],
        message: "is needed beside its neighbours",
      });
    }
  }
}

/** A domain whose people become members of an organization when they first come through single sign-on. */
export interface DomainClaim {
  readonly domain: string;
  readonly organizationId: string;
  readonly role: "admin" | "member" | "viewer" | "billing";
}

/** `example.com=org_01…:member`, with commas between several. */
function readDomains(text: string, context: z.RefinementCtx): DomainClaim[] {
  const entries = text.split(",").filter((entry) => entry.trim());
  return entries.flatMap((entry) => {
    const [, domain = "", organizationId = "", role = ""] =
      /^\s*([a-z0-9.-]+\.[a-z]+)=(org_[a-z0-9]+):(admin|member|viewer|billing)\s*$/i.exec(entry) ??
      [];
    if (domain) {
      const claimed = role.toLowerCase() as DomainClaim["role"];
      return [{ domain: domain.toLowerCase(), organizationId, role: claimed }];
    }
    context.addIssue("write domain=organization:role, for example example.com=org_01h…:member");
    return [];
  });
}

export type Env = z.infer<typeof envSchema>;

/** Reads the environment once. Throws one error that names every setting that is wrong, and never its value. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const set = Object.entries(source).filter(([, value]) => value !== undefined && value !== "");
  const parsed = envSchema.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  const names = new Set(set.map(([name]) => name));
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `${name} ${names.has(name) ? `is wrong: ${issue.message}` : "is missing"}`;
  });
  throw new Error(`The environment is not right. ${problems.join("; ")}.`);
}

/** Where people reach this installation, without a slash at the end. */
export function publicUrl(env: Env): string {
  return (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, "");
}

/** next-auth takes its own address from the environment alone: ours, whatever a request says of its host. */
export function tellNextAuth(address: string): void {
  process.env.NEXTAUTH_URL = `${address}/api/auth`;
}
