import { rm } from "node:fs/promises";
import path from "node:path";
import { typeid } from "typeid-js";
import { SYSTEM } from "./core/actor";
import { appRole, appUrl } from "./db/app-role";
import { openDatabase } from "./db/client";
import { ensureInstallation } from "./db/organization";
import { type Env, publicUrl } from "./env";
import { openKeyring, openVault } from "./keyring";
import { type Lake, openLake } from "./lake/engine";
import { createLog, type Logger } from "./log";
import { createMailer } from "./mail/mailer";
import { openPriceShelf } from "./price-shelf";
import { loadPriceBook } from "./prices/price-book";
import { openPublicNetwork } from "./providers/public-network";
import { provider } from "./providers/registry";
import { openTaskQueue, type TaskQueue } from "./queue/enqueue";
import { type Live, openLive } from "./queue/live";
import type { IdPrefix, Runtime, RuntimeSettings } from "./runtime";
import {
  createMasterKeyCheck,
  parseMasterKey,
  parseMasterKeys,
  verifyMasterKeyCheck,
} from "./secrets";
import { openDiskStorage } from "./storage/disk";
import { processFolder, sweepScratch, uploadsFolder } from "./storage/scratch";
import { type Keyring, sealedStorage } from "./storage/sealed";
import type { Storage } from "./storage/storage";

/** A process of Tranche: what its steps and verbs may use, the sending side of the queue, and live progress. */
export interface Process {
  readonly runtime: Runtime;
  readonly queue: TaskQueue;
  readonly live: Live;
  readonly queueSettings: { readonly databaseUrl: string; readonly redisUrl: string | undefined };
  /** Asks steps that last to hand over. */
  stop(): void;
  close(): Promise<void>;
}

/** Wires one process from the environment. Throws `AppError` with one clear line when a part cannot be used. */
export async function compose(env: Env, name: "web" | "worker"): Promise<Process> {
  const masterKey = parseMasterKey(env.MASTER_KEY);
  const masterKeys = [masterKey, ...parseMasterKeys(env.MASTER_KEY_PREVIOUS)];
  const role = appRole(env.DATABASE_URL, masterKey);
  const databaseUrl = appUrl(env.DATABASE_URL, role);
  const log = createLog(name, env.LOG_LEVEL);
  const database = openDatabase({ url: databaseUrl, maxConnections: env.DATABASE_MAX_CONNECTIONS });
  const { masterKeyCheck } = await ensureInstallation(database, createMasterKeyCheck(masterKey));
  verifyMasterKeyCheck(masterKeys, masterKeyCheck);
  const keyring = openKeyring(database, masterKeys, Date.now);
  const scratch = path.resolve(env.DATA_DIR, "scratch");
  const sweeping = await keepSwept(scratch, log);
  const lakeDir = await processFolder(scratch);
  const lake = await openOwnLake(env, lakeDir);
  const storage = await openStorage(env, keyring.key);
  const mailer = createMailer({ smtpUrl: env.SMTP_URL, from: env.MAIL_FROM });
  const queueSettings = { databaseUrl, redisUrl: env.REDIS_URL };
  const queue = openTaskQueue(queueSettings, log);
  const live = openLive(queueSettings, log);
  const stopping = new AbortController();
  const runtime: Runtime = {
    actor: SYSTEM,
    database,
    lake,
    storage,
    vault: openVault(masterKey, keyring),
    prices: openPriceShelf(database, loadPriceBook()),
    log,
    settings: settingsOf(env, await uploadsFolder(scratch)),
    provider,
    network: env.ALLOW_PRIVATE_PROVIDER_URLS
      ? null
      : openPublicNetwork({ sandboxUrl: env.SANDBOX_URL ?? null }),
    sendMail: (mail) => mailer.send(mail),
    tell: (organizationId, moved) => live.publish(organizationId, moved),
    stopping: stopping.signal,
    now: Date.now,
    newId: (prefix: IdPrefix) => typeid(prefix).toString(),
  };
  return {
    runtime,
    queue,
    live,
    queueSettings,
    stop: () => stopping.abort(),
    close: async () => {
      clearInterval(sweeping);
      await Promise.allSettled([queue.close(), live.close(), mailer.close()]);
      lake.close();
      await rm(lakeDir, { recursive: true, force: true });
      await database.close();
    },
  };
}

const SWEEP_EVERY_MS = 60 * 60_000;

/** Sweeps at once and then every hour: what is abandoned lies unsealed, and goes though nobody restarts. */
async function keepSwept(scratch: string, log: Logger): Promise<NodeJS.Timeout> {
  await sweepScratch(scratch, Date.now());
  const sweep = () =>
    sweepScratch(scratch, Date.now()).catch((err) => log.warn({ err }, "scratch not swept"));
  return setInterval(sweep, SWEEP_EVERY_MS).unref();
}

const openOwnLake = (env: Env, scratchDir: string): Promise<Lake> =>
  openLake({ scratchDir, memoryLimitMb: env.DUCKDB_MEMORY_MB, threads: env.DUCKDB_THREADS });

function settingsOf(env: Env, uploadsDir: string): RuntimeSettings {
  return {
    publicUrl: publicUrl(env),
    signUpOpen: env.SIGN_UP === "open",
    mailWorks: env.SMTP_URL !== undefined,
    takeoverMs: env.TAKEOVER_SECONDS * 1_000,
    createTimeoutMs: env.CREATE_TIMEOUT_SECONDS * 1_000,
    quietMs: env.QUIET_SECONDS === undefined ? null : env.QUIET_SECONDS * 1_000,
    sandboxUrl: env.SANDBOX_URL ?? null,
    simulatedPollMs: env.SIMULATED_POLL_MS,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    maxStoredBytes: env.MAX_STORED_BYTES ?? null,
    uploadsDir,
  };
}

async function openStorage(env: Env, keyring: Keyring): Promise<Storage> {
  const inner = env.S3_BUCKET
    ? await openBucket(env, env.S3_BUCKET)
    : await openDiskStorage(path.resolve(env.DATA_DIR, "objects"));
  return sealedStorage(inner, keyring);
}

/** The SDK of S3 is loaded only where objects lie in a bucket. */
async function openBucket(env: Env, bucket: string): Promise<Storage> {
  const { openS3Storage } = await import("./storage/s3");
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env;
  const credentials =
    S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY
      ? { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY }
      : undefined;
  return openS3Storage({
    ...{ bucket, region: env.S3_REGION },
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
  });
}
