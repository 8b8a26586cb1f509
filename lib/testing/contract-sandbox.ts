import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SandboxOptions, startSandbox } from "../../sandbox/server";
import type { NeutralRequest } from "../core/request";
import type { BatchSnapshot, Provider, ProviderKind, ProviderSession } from "../providers/provider";
import { provider } from "../providers/registry";

/** How the contract meets one provider: which models it may name there and which key opens the sandbox. */
export interface ContractCase {
  readonly kind: ProviderKind;
  readonly key: string;
  /** Path under the sandbox's address. */
  readonly path: string;
  readonly models: readonly string[];
}

export const CONTRACT_CASES: readonly ContractCase[] = [
  {
    kind: "openai",
    key: "sk-sandbox-contract",
    path: "/v1",
    models: ["gpt-4.1-mini", "gpt-4o", "gpt-3.5-turbo", "gpt-5-mini", "o3-mini", "gpt-5.6-luna"],
  },
];

export const SUBMIT_TIMEOUT_MS = 5000;

/** A sandbox of its own for one test, with the provider's account in it opened. */
export async function openContract(which: ContractCase, options: SandboxOptions = {}) {
  const adapter = provider(which.kind);
  const sandbox = await startSandbox({ keyPrefix: "sk-sandbox", ...options });
  const scratch = await mkdtemp(join(tmpdir(), "contract-"));
  const openWith = (apiKey: string) =>
    adapter.open({ apiKey, baseUrl: `${sandbox.url}${which.path}` });
  const session = openWith(which.key);
  return {
    adapter,
    sandbox,
    session,
    openWith,
    stage: async (mark: string, text: string) => {
      const path = join(scratch, `${mark}.jsonl`);
      await writeFile(path, text);
      return session.stage({ path, fileName: `${mark}.jsonl` });
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** A request file of the same prompt for rows 1 to `rows`. */
export function requestFile(adapter: Provider, rows: number, request: NeutralRequest): string {
  const lines = Array.from({ length: rows }, (_, i) => adapter.encode(request, String(i + 1)).line);
  return `${lines.join("\n")}\n`;
}

export function submission(adapter: Provider, mark: string, stagedId: string) {
  const { endpoint } = adapter.encode({ model: "any", prompt: "any" }, "1");
  const [completionWindowHours = 24] = adapter.limits.completionWindowsHours;
  return { mark, stagedId, endpoint, completionWindowHours };
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
