"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type LiveEvent, liveEventSchema } from "@/lib/contracts/live";
import { useMay } from "./access";
import { api } from "./api";
import { createThrottle } from "./live-events";

/** Events of one thing are answered at most this often, with a last one after the burst. */
const REFRESH_EVERY_MS = 700;
const POLL_WITHOUT_EVENTS_MS = 15_000;

const ConnectedContext = createContext(false);

/** Keeps every query fresh by the server's events, while it is mounted, for whoever may see work: to others nothing is told. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [connected, setConnected] = useState(false);
  const listens = useMay()("work:read");
  useEffect(
    () => (listens ? listen(queryClient, setConnected) : undefined),
    [queryClient, listens],
  );
  return <ConnectedContext.Provider value={connected}>{children}</ConnectedContext.Provider>;
}

/** For `refetchInterval`: false while events arrive, else every 15 s. */
export function useLiveInterval(): number | false {
  return useContext(ConnectedContext) ? false : POLL_WITHOUT_EVENTS_MS;
}

function listen(queryClient: QueryClient, setConnected: (connected: boolean) => void) {
  const throttle = createThrottle(REFRESH_EVERY_MS);
  const source = new EventSource("/api/live");
  let wasConnected = false;
  source.onopen = () => {
    setConnected(true);
    // What moved while nobody listened is not sent again.
    if (wasConnected) void queryClient.invalidateQueries();
    wasConnected = true;
  };
  source.onerror = () => setConnected(false);
  source.onmessage = (message: MessageEvent<string>) => {
    const event = parseEvent(message.data);
    if (event === null) return;
    throttle.run(`${event.kind} ${event.id}`, () => refresh(queryClient, event));
  };
  return () => {
    source.close();
    throttle.stop();
  };
}

function parseEvent(data: string): LiveEvent | null {
  try {
    return liveEventSchema.parse(JSON.parse(data));
  } catch {
    return null;
  }
}

function refresh(queryClient: QueryClient, event: LiveEvent): void {
  const { id } = event;
  const keys =
    event.kind === "dataset"
      ? [api.datasets.get.key({ input: { id } }), api.datasets.list.key()]
      : [
          api.jobs.get.key({ input: { id } }),
          api.jobs.batches.key({ input: { id } }),
          api.jobs.list.key(),
          api.reports.key(),
        ];
  for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
}
