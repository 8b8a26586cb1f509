import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSITYGW } from "../../sandbox/bedrock/testing";
import { type SandboxOptions, startSandbox } from "../../sandbox/server";
import { chatOf, type NeutralPrompt } from "../core/request";
import type {
  BatchRequests,
  BatchSnapshot,
  Provider,
  ProviderSession,
} from "../providers/provider";
import { provider } from "../providers/registry";
import { ANTHROPIC_CASE } from "./contract-cases/anthropic";
import { AZURE_CASE } from "./contract-cases/azure";
import { BEDROCK_CASE } from "./contract-cases/bedrock";
import { COMPATIBLE_CASE } from "./contract-cases/compatible";
import type { ContractCase } from "./contract-cases/contract-case";
import { GEMINI_CASE, GEMINI_FILE_CASE } from "./contract-cases/gemini";
import { GROQ_CASE } from "./contract-cases/groq";
import { MISTRAL_CASE } from "./contract-cases/mistral";
import { OPENAI_CASE } from "./contract-cases/openai";
import { TOGETHER_CASE } from "./contract-cases/together";

/** Every provider. */
export const EVERY_CASE: readonly ContractCase[] = [
  OPENAI_CASE,
  ANTHROPIC_CASE,
  MISTRAL_CASE,
  TOGETHER_CASE,
  AZURE_CASE,
  COMPATIBLE_CASE,
  GROQ_CASE,
  GEMINI_CASE,
  BEDROCK_CASE,
];

/** Those that the contract runs over here: the sandbox of Bedrock needs a real S3 server. */
export const CONTRACT_CASES = EVERY_CASE.filter(
  ({ kind }) => kind !== "bedrock" || VERSITYGW !== null,
);

/** The same in every way that requests reach them, each with a name for its tests. */
export const CONTRACT_WAYS: readonly (readonly [string, ContractCase])[] = [
  ...CONTRACT_CASES.map((which) => [which.kind, which] as const),
  ["gemini with files", GEMINI_FILE_CASE],
];

export const SUBMIT_TIMEOUT_MS = 5000;

/** A sandbox of its own for one test, with the provider's account in it opened. */
export async function openContract(which: ContractCase, options: SandboxOptions = {}) {
  const adapter = provider(which.kind);
  const beside = await which.beside?.();
  const sandbox = await startSandbox({
    ...{ keyPrefix: "sk-sandbox" },
    ...beside?.options,
    ...options,
  });
  const scratch = await mkdtemp(join(tmpdir(), "contract-"));
  const [model] = which.models;
  const openWith = (apiKey: string) => {
    const settings = which.settingsAt?.(apiKey, sandbox.url) ?? which.settings;
    return adapter.open({ apiKey, settings, baseUrl: `${sandbox.url}${which.path}` });
  };
  const session = await openWith(which.key);
  const prepare = async (mark: string, text: string): Promise<BatchRequests> => {
    const path = join(scratch, `${mark}.jsonl`);
    await writeFile(path, text);
    const file = { path, fileName: `${mark}.jsonl` };
    const always = which.requests !== "in the create";
    const id = session.stage === null ? null : await session.stage(file, { always });
    return id === null ? { kind: "inline", path } : { kind: "staged", id };
  };
  const submit = (
    mark: string,
    requests: BatchRequests,
    { of = model, timeoutMs = SUBMIT_TIMEOUT_MS } = {},
  ) => session.submit(submission(adapter, of, mark, requests), timeoutMs);
  return {
    adapter,
    sandbox,
    session,
    openWith,
    /** Puts a request file where the provider wants it. */
    prepare,
    /** Creates a batch of requests that are in their place. */
    submit,
    /** Both, for rows 1 to `rows` of the same prompt. */
    submitRows: async (mark: string, rows: number, more: Partial<NeutralPrompt> = {}) => {
      const request = { model, prompt: "Name a colour", ...more };
      const requests = await prepare(mark, requestFile(adapter, rows, request));
      return submit(mark, requests, { of: request.model });
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await beside?.[Symbol.asyncDispose]();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** A request file of the same prompt for rows 1 to `rows`. */
export function requestFile(adapter: Provider, rows: number, request: NeutralPrompt): string {
  const lines = Array.from(
    { length: rows },
    (_, i) => adapter.encode(chatOf(request), String(i + 1)).line,
  );
  return `${lines.join("\n")}\n`;
}

function submission(adapter: Provider, model: string, mark: string, requests: BatchRequests) {
  const { endpoint } = adapter.encode(chatOf({ model, prompt: "any" }), "1");
  const [completionWindowHours = 24] = adapter.limits.completionWindowsHours;
  return { mark, model, requests, endpoint, completionWindowHours };
}

/** Asks until the batch has ended; `seen` are the raw states on the way, each once in a row. */
export async function pollToEnd(session: ProviderSession, remoteId: string, everyMs = 10) {
  const seen: string[] = [];
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const snapshot = await session.retrieve(remoteId);
    if (seen.at(-1) !== snapshot.rawState) seen.push(snapshot.rawState);
    if (snapshot.phase.kind === "ended") return { snapshot, seen };
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`still ${seen.at(-1)} after 10 s`);
}

/** The lines of all result files of an ended batch, output first. */
export async function resultLines(session: ProviderSession, snapshot: BatchSnapshot) {
  const lines: string[] = [];
  for (const id of snapshot.resultFileIds) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await session.results(id)) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    lines.push(...text.split("\n").filter((line) => line !== ""));
  }
  return lines;
}

/** The provider's id of what was staged; null for requests that go out with the create. */
export function stagedIdOf(requests: BatchRequests): string | null {
  return requests.kind === "staged" ? requests.id : null;
}
