import { readEnv } from "../env";

/** The person behind "try the demo"; no password opens that account. */
export const DEMO_EMAIL = "demo@tranche.example";

/** Whether "try the demo" is offered: on the embedded default only. */
export function demoEnabled(): boolean {
  return readEnv().DEMO;
}
