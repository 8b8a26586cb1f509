import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AdminTools, administrate } from "./admin";
import { createClock, type Speed } from "./clock";
import type { FaultPlanInput } from "./fault-schema";
import { createFaults, type Faults } from "./faults";
import { send } from "./http";
import { loadTokenCounter, type TokenCounting } from "./openai/count-tokens";
import { type AccountReport, reportAccount } from "./openai/report-account";
import { resumeBatches, stopBatches } from "./openai/run-batch";
import { serveOpenAi } from "./openai/serve";
import { DEFAULT_TIMINGS, openState, sweepUploads, type Timings } from "./openai/state";

export interface SandboxOptions {
  /** 127.0.0.1 unless given. */
  host?: string;
  /** A free port unless given. */
  port?: number;
  /** Divides the provider's waits; "instant" (the default) has none, and no expiry either. */
  speed?: Speed;
  /** Answers, shuffles and shares follow it. Default 1. */
  seed?: number;
  /** Where state survives a restart; without it a temporary folder, removed at the close. */
  dataDir?: string;
  /** Default "approximate". */
  countTokens?: TokenCounting;
  /** How accepted keys begin, default "sk-sandbox"; "" accepts every key. */
  keyPrefix?: string;
  /** Lets callers beyond the loopback interface use /sandbox, by the header x-sandbox-token. */
  adminToken?: string;
  faults?: FaultPlanInput;
  /** Provider seconds, see Timings. */
  timings?: Partial<Timings>;
  enqueuedTokenLimits?: Record<string, number>;
  /** Default 2,000 (OpenAI batch guide, read 2026-11-23). */
  batchesPerHour?: number;
  /** Divides the life of files; default 1. */
  retentionSpeed?: number;
  /** Told of faults of the sandbox itself. */
  onError?: (error: unknown) => void;
}

export interface Sandbox {
  /** http://host:port, without /v1. */
  url: string;
  port: number;
  faults: Faults;
  /** As GET /sandbox/account; all accounts when no key is given. */
  account(key?: string): AccountReport;
  /** Stops serving and working; what is unfinished goes on at the next start in the same folder. */
  close(): Promise<void>;
}

const DEFAULTS = {
  host: "127.0.0.1",
  port: 0,
  speed: "instant" as Speed,
  seed: 1,
  countTokens: "approximate" as TokenCounting,
  keyPrefix: "sk-sandbox",
  faults: {} as FaultPlanInput,
  timings: {} as Partial<Timings>,
  enqueuedTokenLimits: {} as Record<string, number>,
  batchesPerHour: 2000,
  retentionSpeed: 1,
  onError: (_error: unknown): void => undefined,
};

/** Starts the simulated provider. Rejects when the port is taken or the folder cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settled = settle(options);
  const folder = settled.dataDir ?? (await mkdtemp(join(tmpdir(), "tranche-sandbox-")));
  const faults = createFaults(settled.faults, settled.seed);
  const state = openState(
    join(folder, "openai"),
    {
      ...settled,
      clock: createClock(settled.speed),
      faults,
      count: await loadTokenCounter(settled.countTokens),
      timings: { ...DEFAULT_TIMINGS, ...settled.timings },
    },
    settled.onError,
  );
  const report = (key: string | null) => reportAccount(state, key);
  const admin = { faults, token: settled.adminToken ?? null, report };
  const server = createServer(shell(admin, serveOpenAi(state, settled.keyPrefix), settled.onError));
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, settled.port, settled.host);
  sweepUploads(state);
  resumeBatches(state);
  return {
    url: `http://${addressFor(settled.host)}:${port}`,
    port,
    faults,
    account: (key) => report(key ?? null),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, stopBatches(state)]);
      if (settled.dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The options with their defaults; an option given as undefined counts as absent. */
function settle(options: SandboxOptions): SandboxOptions & typeof DEFAULTS {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as SandboxOptions) } as never;
}

function shell(
  admin: AdminTools,
  openAi: ReturnType<typeof serveOpenAi>,
  onError: (error: unknown) => void,
): (req: IncomingMessage, res: ServerResponse) => void {
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const { pathname } = new URL(req.url ?? "/", "http://sandbox");
    if (!pathname.startsWith("/sandbox/")) return openAi(req, res);
    return send(res, await administrate(req, pathname, admin));
  };
  return (req, res) => {
    serve(req, res).catch((error: unknown) => {
      onError(error);
      res.destroy();
    });
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

function addressFor(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
