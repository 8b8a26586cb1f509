import { setTimeout as sleep } from "node:timers/promises";
import {
  type BackendFactory,
  createPostgresBackend,
  createPostgresRelayBackend,
  createRedisBackend,
  createRedisRelayBackend,
  type IQueueBackend,
  type RelayBackendFactory,
} from "bullmq";

/** Which backend carries the queue: Redis when its address is set, else the database itself. */
export interface QueueSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
}

export interface QueueConnection {
  readonly connection: unknown;
  readonly backend: BackendFactory<IQueueBackend, unknown>;
  readonly relayBackend: RelayBackendFactory<unknown>;
}

/** A producer must fail fast, so that a request can answer; a worker waits for its server to come back. */
export type QueueRole = "producer" | "worker";

export function queueConnection(settings: QueueSettings, role: QueueRole): QueueConnection {
  return settings.redisUrl
    ? redisConnection(settings.redisUrl, role)
    : postgresConnection(settings.databaseUrl);
}

function redisConnection(url: string, role: QueueRole): QueueConnection {
  return {
    connection: {
      url,
      maxRetriesPerRequest: role === "worker" ? null : 1,
      enableOfflineQueue: role === "worker",
      connectTimeout: 5_000,
    },
    backend: createRedisBackend as BackendFactory<IQueueBackend, unknown>,
    relayBackend: createRedisRelayBackend as RelayBackendFactory<unknown>,
  };
}

function postgresConnection(connectionString: string): QueueConnection {
  return {
    connection: { connectionString, max: 4, connectionTimeoutMillis: 10_000 },
    backend: unhurriedPostgresBackend as BackendFactory<IQueueBackend, unknown>,
    relayBackend: createPostgresRelayBackend as RelayBackendFactory<unknown>,
  };
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/**
 * BullMQ asks for the next task again at once after every error but a refused connection: a server that is just
 * starting, or has no connection left, would be asked hundreds of times a second.
 */
const unhurriedPostgresBackend: typeof createPostgresBackend = (name, options, factoryOptions) => {
  const backend = createPostgresBackend(name, options, factoryOptions);
  const take = backend.moveToActive.bind(backend);
  backend.moveToActive = (token, workerName) =>
    take(token, workerName).catch(async (error: unknown) => {
      await sleep(PAUSE_AFTER_FAILURE_MS);
      throw error;
    });
  return backend;
};
