import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AdminTools, administrate } from "./admin";
import { createClock, type Speed } from "./clock";
import { loadTokenCounter, type TokenCounting } from "./engine/count-tokens";
import {
  DEFAULT_TIMINGS,
  type Engine,
  openEngine,
  sweepUploads,
  type Timings,
} from "./engine/engine";
import type { ObjectStoreAddress } from "./engine/object-store";
import type { Provider } from "./engine/provider";
import { type AccountReport, reportAccount } from "./engine/report-account";
import { resumeBatches, stopBatches } from "./engine/run-batch";
import type { FaultPlanInput } from "./fault-schema";
import { createFaults, type Faults } from "./faults";
import { send } from "./http";
import { PROVIDERS } from "./providers";
import { serveProvider } from "./serve-provider";
import type { Webhook } from "./webhook-schema";
import { createWebhooks, type Webhooks } from "./webhooks";

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
  /** Creates per account and provider; each provider has its own default. */
  batchesPerHour?: number;
  /** An S3-compatible server, for the providers whose requests and results lie in the customer's bucket. */
  objectStore?: ObjectStoreAddress;
  /** The fewest requests of a batch, where a provider has such a quota (Bedrock: 100). */
  minRequests?: number;
  /** Who is told when batches end. */
  webhooks?: Webhook[];
  /** Divides the life of files; default 1. */
  retentionSpeed?: number;
  /** Told of faults of the sandbox itself. */
  onError?: (error: unknown) => void;
}

export interface Sandbox {
  /** http://host:port, without a path. */
  url: string;
  port: number;
  faults: Faults;
  webhooks: Webhooks;
  /**
   * As GET /sandbox/account; all accounts when no key is given, all providers when none is. Throws
   * when there is no such provider.
   */
  account(key?: string, provider?: string): AccountReport;
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
  webhooks: [] as Webhook[],
  timings: {} as Partial<Timings>,
  enqueuedTokenLimits: {} as Record<string, number>,
  retentionSpeed: 1,
  onError: (_error: unknown): void => undefined,
};

/** Starts the simulated providers. Rejects when the port is taken or the folder cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settled = settle(options);
  const folder = settled.dataDir ?? (await mkdtemp(join(tmpdir(), "tranche-sandbox-")));
  const quirks = new Map(PROVIDERS.map((provider) => [provider.name, provider.quirks]));
  const faults = createFaults(settled.faults, settled.seed, quirks);
  const senders = PROVIDERS.filter((provider) => provider.batches.event !== undefined);
  const webhooks = createWebhooks(
    settled.webhooks,
    senders.map((provider) => provider.name),
  );
  const shared = {
    ...settled,
    clock: createClock(settled.speed),
    faults,
    webhooks,
    count: await loadTokenCounter(settled.countTokens),
    timings: { ...DEFAULT_TIMINGS, ...settled.timings },
  };
  const served = PROVIDERS.map((provider): Served => {
    const { name, batches: wire } = provider;
    const batchesPerHour = settled.batchesPerHour ?? provider.batchesPerHour;
    return {
      provider,
      engine: openEngine(join(folder, name), { ...shared, name, wire, batchesPerHour }),
    };
  });
  const report = (key: string | null, provider: string | null): AccountReport | null => {
    const asked = served.filter((one) => provider === null || one.engine.name === provider);
    const engines = asked.map((one) => one.engine);
    return engines.length === 0 ? null : reportAccount(engines, key);
  };
  const admin = { faults, webhooks, token: settled.adminToken ?? null, report };
  const server = createServer(shell(admin, served, settled));
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, settled.port, settled.host);
  for (const { engine } of served) {
    sweepUploads(engine);
    resumeBatches(engine);
  }
  return {
    url: `http://${addressFor(settled.host)}:${port}`,
    port,
    faults,
    webhooks,
    account(key, provider) {
      const found = report(key ?? null, provider ?? null);
      if (found === null) throw new Error("no such provider");
      return found;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, ...served.map(({ engine }) => stopBatches(engine))]);
      if (settled.dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The options with their defaults; an option given as undefined counts as absent. */
function settle(options: SandboxOptions): SandboxOptions & typeof DEFAULTS {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as SandboxOptions) } as never;
}

interface Served {
  provider: Provider;
  engine: Engine;
}

function shell(
  admin: AdminTools,
  served: readonly Served[],
  { keyPrefix, onError }: typeof DEFAULTS,
): (req: IncomingMessage, res: ServerResponse) => void {
  const handlers = served.map(({ provider, engine }) => ({
    owns: (req: IncomingMessage, path: string) =>
      (provider.claims?.(req) ?? false) || path.startsWith(`${provider.mount}/`),
    handle: serveProvider(provider, engine, keyPrefix),
  }));
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? "/", "http://sandbox");
    if (url.pathname.startsWith("/sandbox/")) {
      return send(res, await administrate(req, url, admin));
    }
    const own = handlers.find(({ owns }) => owns(req, url.pathname));
    return own?.handle(req, res, url);
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
