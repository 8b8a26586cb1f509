import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProviderError, type ProviderError } from "../errors";
import type { Behaviour } from "./fake-server";

/** Ways in which a call to a provider breaks without a refusal. */
export const drop: Behaviour = (_, response) => response.socket?.destroy();
export const silence: Behaviour = () => undefined;
export const stall: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"id":"batch_1"');
};
export const cutShort: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
  response.write('{"id":"batch_1"', () => response.socket?.destroy());
};

/** Longer than an answer takes on the busiest machine. */
export const PATIENT_MS = 20_000;

/** How long a call may wait: briefly for an answer that never comes to its end, else until it comes. */
export const patienceFor = (behave: Behaviour): number =>
  behave === silence || behave === stall ? 1_000 : PATIENT_MS;

/** The error that a call ends with, checked to hold no key of a test, no line of a request and no words of `refuse`. */
export async function failure(run: Promise<unknown>): Promise<ProviderError> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isProviderError(error)) throw new Error("expected a ProviderError", { cause: error });
  const told = `${error.message} ${String(error.cause)}`;
  if (/PRIVATE|sk-|AIza|custom_id/.test(told)) throw new Error("the error tells what is private");
  return error;
}

/** A request file for one test. */
export async function scratchFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "client-test-"));
  const path = join(folder, "lines.jsonl");
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
