import { type FileHandle, open } from "node:fs/promises";

/** What stands around the request lines in the body of a create. */
export interface BodyFrame {
  readonly head: string;
  readonly tail: string;
  /** What is put around the first member of each line, its brace included; left out: the lines go as they are. */
  readonly aroundFirstMember?: { readonly before: string; readonly after: string };
}

/** The body of a create, made of a file of request lines while it is sent. */
export interface RequestBody {
  /** Its exact length. */
  readonly bytes: number;
  /** The body piece by piece, once. */
  read(): AsyncGenerator<Uint8Array>;
  /** Whether its last piece has been handed over: before that, nobody can have the whole of it. */
  wasRead(): boolean;
  close(): Promise<void>;
}

const NEWLINE = 10;
const COMMA = 44;

/**
 * Opens a JSONL file as `head line,line tail`. A line break becomes a comma, which is as long, and what is added to a line
 * is the same for each, so the length of the body is known before it is sent; in memory there is one piece of the file.
 */
export async function openRequestBody(path: string, frame: BodyFrame): Promise<RequestBody> {
  const head = Buffer.from(frame.head);
  const tail = Buffer.from(frame.tail);
  const around = toBytes(frame);
  const handle = await open(path);
  const fileBytes = await lengthWithoutLastBreak(handle);
  const addedBytes = around === null ? 0 : (await countLines(handle, fileBytes)) * around.bytes;
  let last = false;
  return {
    bytes: head.length + fileBytes + addedBytes + tail.length,
    async *read() {
      yield head;
      const pieces = piecesOf(handle, fileBytes);
      yield* around === null ? joined(pieces) : wrapped(pieces, around);
      last = true;
      yield tail;
    },
    wasRead: () => last,
    close: () => handle.close(),
  };
}

interface Around {
  readonly before: Buffer;
  readonly after: Buffer;
  /** Of both. */
  readonly bytes: number;
}

function toBytes({ aroundFirstMember }: BodyFrame): Around | null {
  if (aroundFirstMember === undefined) return null;
  const before = Buffer.from(aroundFirstMember.before);
  const after = Buffer.from(aroundFirstMember.after);
  return { before, after, bytes: before.length + after.length };
}

async function* piecesOf(handle: FileHandle, bytes: number): AsyncGenerator<Buffer> {
  if (bytes === 0) return;
  const range = { start: 0, end: bytes - 1 };
  const options = { ...range, autoClose: false, highWaterMark: 256 * 1024 };
  for await (const chunk of handle.createReadStream(options)) yield chunk;
}

/** Each chunk is ours alone, so it is changed in place. */
async function* joined(pieces: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  for await (const chunk of pieces) {
    for (let i = chunk.indexOf(NEWLINE); i !== -1; i = chunk.indexOf(NEWLINE, i + 1)) {
      chunk[i] = COMMA;
    }
    yield chunk;
  }
}

async function* wrapped(pieces: AsyncIterable<Buffer>, around: Around): AsyncGenerator<Uint8Array> {
  let inFirst: boolean | null = null;
  for await (const chunk of pieces) {
    if (inFirst === null) yield around.before;
    const sent = wrapChunk(chunk, inFirst ?? true, around);
    yield sent.bytes;
    inFirst = sent.inFirst;
  }
  if (inFirst) yield around.after;
}

/** The first member ends at the first comma; in a line that has none, with the line. */
function wrapChunk(chunk: Buffer, wasInFirst: boolean, { before, after }: Around) {
  const parts: Buffer[] = [];
  let inFirst = wasInFirst;
  for (let from = 0; from < chunk.length; ) {
    const end = inFirst ? memberEnd(chunk, from) : lineEnd(chunk, from);
    parts.push(chunk.subarray(from, end));
    if (end === chunk.length) break;
    parts.push(...(inFirst ? [after] : [BETWEEN, before]));
    from = inFirst ? end : end + 1;
    inFirst = !inFirst;
  }
  return { bytes: Buffer.concat(parts), inFirst };
}

const BETWEEN = Buffer.from(",");

function lineEnd(chunk: Buffer, from: number): number {
  const found = chunk.indexOf(NEWLINE, from);
  return found === -1 ? chunk.length : found;
}

function memberEnd(chunk: Buffer, from: number): number {
  const comma = chunk.indexOf(COMMA, from);
  const end = lineEnd(chunk, from);
  return comma === -1 ? end : Math.min(comma, end);
}

async function lengthWithoutLastBreak(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  if (size === 0) return 0;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === NEWLINE ? size - 1 : size;
}

async function countLines(handle: FileHandle, bytes: number): Promise<number> {
  let breaks = 0;
  for await (const chunk of piecesOf(handle, bytes)) {
    for (let i = chunk.indexOf(NEWLINE); i !== -1; i = chunk.indexOf(NEWLINE, i + 1)) breaks += 1;
  }
  return bytes === 0 ? 0 : breaks + 1;
}
