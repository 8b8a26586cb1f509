import OpenAI, { toFile } from "openai";
import { type Sandbox, type SandboxOptions, startSandbox } from "./server";

export const KEY = "sk-sandbox-one";

type Endpoint = OpenAI.BatchCreateParams["endpoint"];
const CHAT: Endpoint = "/v1/chat/completions";

/** A sandbox with the official client at it, for tests. */
export async function openSandbox(options: SandboxOptions = {}): Promise<{
  sandbox: Sandbox;
  client: OpenAI;
}> {
  const sandbox = await startSandbox(options);
  return { sandbox, client: clientOf(sandbox.url) };
}

export function clientOf(url: string, apiKey = KEY): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
}

/** One request line for a chat; `body` replaces or adds fields of the request body. */
export function chatLine(customId: string, body: Record<string, unknown> = {}): string {
  return requestLine(CHAT, customId, {
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: `Tell me about ${customId}.` }],
    ...body,
  });
}

/** One request line for any endpoint. */
export function requestLine(url: string, customId: string, body: Record<string, unknown>): string {
  return JSON.stringify({ custom_id: customId, method: "POST", url, body });
}

export function chatLines(count: number, body: Record<string, unknown> = {}): string[] {
  return Array.from({ length: count }, (_, i) => chatLine(`row-${i + 1}`, body));
}

export async function upload(client: OpenAI, lines: string[]): Promise<string> {
  const file = await toFile(Buffer.from(lines.map((line) => `${line}\n`).join("")), "in.jsonl");
  return (await client.files.create({ file, purpose: "batch" })).id;
}

export async function createBatch(
  client: OpenAI,
  fileId: string,
  metadata?: Record<string, string>,
  endpoint = CHAT,
): Promise<OpenAI.Batch> {
  return client.batches.create({
    input_file_id: fileId,
    endpoint,
    completion_window: "24h",
    ...(metadata === undefined ? {} : { metadata }),
  });
}

/** Uploads, creates and polls to the end. */
export async function runBatch(
  client: OpenAI,
  lines: string[],
  metadata?: Record<string, string>,
  endpoint = CHAT,
): Promise<OpenAI.Batch> {
  const batch = await createBatch(client, await upload(client, lines), metadata, endpoint);
  return pollUntil(client, batch.id, (now) => isOver(now.status));
}

export function isOver(status: string): boolean {
  return ["failed", "completed", "expired", "cancelled"].includes(status);
}

/** Polls every 5 ms until `done`; throws after `giveUpMs`. */
export async function pollUntil(
  client: OpenAI,
  id: string,
  done: (batch: OpenAI.Batch) => boolean,
  giveUpMs = 20_000,
): Promise<OpenAI.Batch> {
  const giveUpAt = Date.now() + giveUpMs;
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (done(batch)) return batch;
    if (Date.now() > giveUpAt) throw new Error(`still ${batch.status} after ${giveUpMs} ms`);
    await sleep(5);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export interface ResultLine<Body = OpenAI.ChatCompletion> {
  id: string;
  custom_id: string;
  response: { status_code: number; request_id: string; body: Body & Failed } | null;
  error: { code: string; message: string } | null;
}

interface Failed {
  error?: { message: string; type: string; param: string | null; code: string | null };
}

/** The parsed lines of a result file; none when there is no file. */
export async function resultLines<Body = OpenAI.ChatCompletion>(
  client: OpenAI,
  fileId: string | null | undefined,
): Promise<ResultLine<Body>[]> {
  if (fileId === null || fileId === undefined || fileId === "") return [];
  const text = await (await client.files.content(fileId)).text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ResultLine<Body>);
}

/** The error that a call of the client ends with. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<InstanceType<typeof OpenAI.APIError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}
