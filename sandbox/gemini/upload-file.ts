import { createWriteStream } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Engine } from "../engine/engine";
import { keepFile } from "../engine/files";
import { randomHex } from "../engine/ids";
import type { Call } from "../engine/provider";
import { drain, json, parseJson, type Reply, readBody } from "../http";
import { FILE_LIFE_SECONDS, MAX_FILE_BYTES } from "./batch-wire";
import { fault, noSuch, refuse } from "./errors";
import { wireFile } from "./files";
import { NOT_JSON, parseAs } from "./validate-request";

/** Pieces but the last are whole multiples of this. */
const GRANULARITY = 256 * 1024;

/** An upload that was started and is not whole yet. */
interface Session {
  account: string;
  displayName: string;
  mimeType: string;
  bytes: number;
}

/** Gone with the process, as the scratch files are. */
const SESSIONS = new WeakMap<Engine, Map<string, Session>>();

const startSchema = z.strictObject({
  file: z
    .strictObject({
      name: z.string().optional(),
      displayName: z.string().max(512).optional(),
      mimeType: z.string().optional(),
      sizeBytes: z.union([z.string(), z.number()]).optional(),
    })
    .optional(),
});

/** POST /upload/v1beta/files: Google's resumable protocol, by the commands in its headers. */
export async function uploadFile(engine: Engine, call: Call): Promise<Reply> {
  const command = header(call.req, "x-goog-upload-command");
  const id = call.query.get("upload_id");
  if (id === null) {
    const resumable = header(call.req, "x-goog-upload-protocol") === "resumable";
    return resumable && command === "start" ? start(engine, call) : refuse(wrong("protocol"));
  }
  const session = sessionsOf(engine).get(id);
  if (session === undefined || session.account !== call.account) {
    await drain(call.req);
    return refuse(noSuch("upload"));
  }
  switch (command) {
    case "upload":
    case "upload, finalize":
      return takePiece(engine, call, { id, session, last: command !== "upload" });
    case "query":
      return json(
        200,
        {},
        { ...ACTIVE, "x-goog-upload-size-received": `${await sizeOf(engine, id)}` },
      );
    case "cancel":
      await forget(engine, id);
      return json(200, {}, { "x-goog-upload-status": "cancelled" });
    default:
      return refuse(wrong("command"));
  }
}

const ACTIVE = { "x-goog-upload-status": "active" };

async function start(engine: Engine, { req, account, baseUrl }: Call): Promise<Reply> {
  const body = parseJson(await readBody(req, 1024 * 1024));
  if (body === undefined) return refuse(NOT_JSON);
  const checked = parseAs(startSchema, body);
  if (!checked.ok) return refuse(checked.fault);
  const bytes = Number(header(req, "x-goog-upload-header-content-length"));
  const mimeType = header(req, "x-goog-upload-header-content-type");
  if (!Number.isInteger(bytes) || bytes <= 0) return refuse(wrong("header-content-length"));
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(mimeType)) return refuse(wrong("header-content-type"));
  if (bytes > MAX_FILE_BYTES) {
    return refuse(fault("INVALID_ARGUMENT", "The file exceeds the limit of 2 GB."), {}, 413);
  }
  const id = randomHex(48);
  const displayName = checked.value.file?.displayName ?? "";
  sessionsOf(engine).set(id, { account, displayName, mimeType, bytes });
  await writeFile(scratchOf(engine, id), "", { mode: 0o600 });
  return json(
    200,
    {},
    {
      ...ACTIVE,
      "x-goog-upload-url": `${baseUrl}/upload/v1beta/files?upload_id=${id}&upload_protocol=resumable`,
      "x-goog-upload-chunk-granularity": String(GRANULARITY),
    },
  );
}

async function takePiece(
  engine: Engine,
  { req, account, baseUrl }: Call,
  { id, session, last }: { id: string; session: Session; last: boolean },
): Promise<Reply> {
  const scratch = scratchOf(engine, id);
  const before = await sizeOf(engine, id);
  if (Number(header(req, "x-goog-upload-offset")) !== before) {
    await drain(req);
    return refuse(wrong("offset"));
  }
  await pipeline(req, createWriteStream(scratch, { flags: "a" }));
  const size = await sizeOf(engine, id);
  if (!last && (size - before) % GRANULARITY !== 0) return refuse(wrong("chunk-granularity"));
  if (size > session.bytes || (last && size < session.bytes)) {
    await forget(engine, id);
    return refuse(wrong("header-content-length"));
  }
  if (!last) return json(200, {}, ACTIVE);
  const file = await keepFile(engine, scratch, {
    account,
    purpose: "upload",
    filename: session.displayName,
    lifeSeconds: FILE_LIFE_SECONDS,
    details: { mimeType: session.mimeType },
  });
  sessionsOf(engine).delete(id);
  return json(200, { file: wireFile(file, baseUrl) }, { "x-goog-upload-status": "final" });
}

async function forget(engine: Engine, id: string): Promise<void> {
  sessionsOf(engine).delete(id);
  await rm(scratchOf(engine, id), { force: true });
}

function sessionsOf(engine: Engine): Map<string, Session> {
  const known = SESSIONS.get(engine);
  if (known !== undefined) return known;
  const made = new Map<string, Session>();
  SESSIONS.set(engine, made);
  return made;
}

function scratchOf(engine: Engine, id: string): string {
  return join(engine.paths.uploads, id);
}

async function sizeOf(engine: Engine, id: string): Promise<number> {
  return (await stat(scratchOf(engine, id))).size;
}

function header(req: IncomingMessage, name: string): string {
  const value = req.headers[name];
  return typeof value === "string" ? value : "";
}

function wrong(what: string) {
  return fault("INVALID_ARGUMENT", `Invalid upload: X-Goog-Upload-${what}.`);
}
