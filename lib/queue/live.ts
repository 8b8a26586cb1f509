import { Relay } from "bullmq";
import type { Logger } from "../log";
import type { MovedRow } from "./catalog";
import { type QueueSettings, queueConnection } from "./connection";

/** Carries progress between processes. Losing a message costs a refresh, never truth; one per process. */
export interface Live {
  publish(organizationId: string, message: MovedRow): Promise<void>;
  subscribe(
    organizationId: string,
    listener: (message: MovedRow) => void,
  ): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export function openLive(settings: QueueSettings, log: Logger): Live {
  const { connection, relayBackend } = queueConnection(settings, "worker");
  const relay = new Relay({ connection, backend: relayBackend, namespace: "tranche" });
  relay.on("error", (err) => log.debug({ err }, "live connection failed"));
  return {
    async publish(organizationId, message) {
      await relay
        .publish(topic(organizationId), message)
        .catch((err) => log.debug({ err }, "live message lost"));
    },
    async subscribe(organizationId, listener) {
      const subscription = await relay.subscribe<MovedRow>(topic(organizationId), ({ data }) =>
        listener(data),
      );
      return () => subscription.unsubscribe();
    },
    close: () => relay.close(),
  };
}

const topic = (organizationId: string): string => `organizations.${organizationId}`;
