import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { drain } from "../http";
import type { Engine } from "./engine";
import { randomHex } from "./ids";

export interface Form {
  fields: ReadonlyMap<string, string>;
  /** Of the part named `file`; null when there is none. */
  filename: string | null;
  /** Where its bytes are. */
  scratch: string;
  problem: "no_form" | "ended_early" | "too_large" | null;
}

/** Lends a path that an upload may grow at; what is still there afterwards is removed. */
export async function withScratch<T>(
  engine: Engine,
  use: (scratch: string) => Promise<T>,
): Promise<T> {
  const scratch = join(engine.paths.uploads, randomHex(32));
  try {
    return await use(scratch);
  } finally {
    await rm(scratch, { force: true });
  }
}

/** Streams the part `file` of a multipart form to `scratch`. */
export async function receiveForm(
  req: IncomingMessage,
  scratch: string,
  maxBytes: number,
): Promise<Form> {
  const fields = new Map<string, string>();
  const form: Form = { fields, filename: null, scratch, problem: null };
  if (!/^multipart\/form-data;.*boundary=/i.test(req.headers["content-type"] ?? "")) {
    await drain(req);
    return { ...form, problem: "no_form" };
  }
  const parser = new Busboy({
    headers: req.headers as BusboyHeaders,
    limits: { files: 1, fields: 20, fileSize: maxBytes },
    isPartAFile: (field) => field === "file",
  });
  const files: Promise<void>[] = [];
  parser.on("field", (name, value) => fields.set(name, value));
  parser.on("file", (_name, part: Readable, filename) => {
    form.filename = filename ?? "upload";
    part.once("limit", () => {
      form.problem = "too_large";
    });
    files.push(pipeline(part, createWriteStream(scratch, { mode: 0o600 })));
  });
  try {
    await pipeline(req, parser);
    await Promise.all(files);
    return form;
  } catch {
    await Promise.allSettled(files);
    return { ...form, problem: "ended_early" };
  }
}
