import { type FileHandle, open } from "node:fs/promises";

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

const HEAD = Buffer.from('{"requests":[');
const TAIL = Buffer.from("]}");
const NEWLINE = 10;
const COMMA = 44;

/**
 * Opens a JSONL file as `{"requests":[line,line]}`. A line break becomes a comma, which is as long, so the length of the
 * body is known before it is read; in memory there is one piece of the file.
 */
export async function openRequestBody(path: string): Promise<RequestBody> {
  const handle = await open(path);
  const linesBytes = await lengthWithoutLastBreak(handle);
  let last = false;
  return {
    bytes: HEAD.length + linesBytes + TAIL.length,
    async *read() {
      yield HEAD;
      yield* lines(handle, linesBytes);
      last = true;
      yield TAIL;
    },
    wasRead: () => last,
    close: () => handle.close(),
  };
}

async function* lines(handle: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  if (bytes === 0) return;
  const range = { start: 0, end: bytes - 1 };
  const options = { ...range, autoClose: false, highWaterMark: 256 * 1024 };
  for await (const chunk of handle.createReadStream(options)) yield joined(chunk);
}

/** The chunk is ours alone, so it is changed in place. */
function joined(chunk: Buffer): Buffer {
  for (let i = chunk.indexOf(NEWLINE); i !== -1; i = chunk.indexOf(NEWLINE, i + 1)) {
    chunk[i] = COMMA;
  }
  return chunk;
}

async function lengthWithoutLastBreak(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  if (size === 0) return 0;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === NEWLINE ? size - 1 : size;
}
