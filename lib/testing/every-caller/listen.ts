import { expect } from "vitest";
import type { TestApi } from "../test-api";
import type { Caller } from "./callers";

/** The live events of one caller from now on. */
export async function listen({ url }: TestApi, { headers }: Caller) {
  const { status, body } = await fetch(`${url}/api/live`, { headers });
  expect(status).toBe(200);
  const reader = body?.getReader();
  const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
  expect(await next()).toBe(": ready\n\n");
  return {
    /** Everything up to the event that names this; then nobody listens any more. */
    until: async (id: string): Promise<string> => {
      let events = "";
      while (!events.includes(id)) events += await next();
      await reader?.cancel();
      return events;
    },
  };
}
