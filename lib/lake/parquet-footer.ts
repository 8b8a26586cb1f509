import { type FileHandle, open } from "node:fs/promises";
import { invalidFile } from "./invalid-file";
import { MAX_COLUMNS } from "./record-fields";
import { skimStruct, ThriftDamage, ThriftReader, Type } from "./thrift-reader";

/** Of a footer: one with 200,000 column chunks has about 30 MB. */
const MAX_FOOTER_BYTES = 64 * 1024 * 1024;
/** Of all that a footer describes, each of which the engine makes an object of up to about a kilobyte for. */
const MAX_STRUCTS = 1_000_000;
/** The engine goes into nested columns by recursion: 20,000 levels, in 220 kB, ended its process (DuckDB 1.5). */
const MAX_NESTING = 64;
/** Columns with those inside of them. The engine takes minutes to describe 100,000. */
const MAX_NODES = 8 * MAX_COLUMNS;

const MAGIC = "PAR1";
/** The footer's length (4 bytes, little-endian) and the magic word. */
const TAIL_BYTES = 8;

/**
 * Reads what a Parquet file says of itself before the engine does, which believes it: a list that claims to be long is
 * given its memory at once (100 million row groups in a file of 55 bytes: 42 s), and depth has no limit. Throws
 * `invalid_request` (`damaged_parquet`, `too_many_columns`, `too_complex_parquet`). Apache Parquet format 2.12,
 * `parquet.thrift`.
 */
export async function checkParquetFooter(path: string): Promise<void> {
  const footer = await readFooter(path);
  try {
    checkFooter(new ThriftReader(footer, MAX_STRUCTS));
  } catch (error) {
    if (!(error instanceof ThriftDamage)) throw error;
    throw error.tooMuch ? tooComplex() : invalidFile("damaged_parquet", {}, error);
  }
}

const tooComplex = () => invalidFile("too_complex_parquet", { levels: MAX_NESTING });

async function readFooter(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = await readAt(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
    const length = tail.length === TAIL_BYTES ? tail.readUInt32LE(0) : 0;
    const start = size - TAIL_BYTES - length;
    if (tail.toString("latin1", 4) !== MAGIC || start < MAGIC.length) {
      throw invalidFile("damaged_parquet");
    }
    if (length > MAX_FOOTER_BYTES) throw tooComplex();
    return await readAt(file, start, length);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Fields of `FileMetaData` and `SchemaElement`. */
const SCHEMA = 2;
const NUM_CHILDREN = 5;

function checkFooter(reader: ThriftReader): void {
  let nodes: number[] = [];
  skimStruct(reader, (id, type) => {
    if (id !== SCHEMA || type !== Type.LIST) return false;
    nodes = readSchema(reader);
    return true;
  });
  checkSchema(nodes);
}

/** How many children each node has; they follow it, depth first. */
function readSchema(reader: ThriftReader): number[] {
  const { size, type } = reader.listHeader();
  if (type !== Type.STRUCT) throw new ThriftDamage();
  const columns = size > 0 ? readChildren(reader) : 0;
  if (columns > MAX_COLUMNS) throw invalidFile("too_many_columns", { limit: MAX_COLUMNS });
  if (size > MAX_NODES) throw tooComplex();
  return [columns, ...Array.from({ length: Math.max(0, size - 1) }, () => readChildren(reader))];
}

function readChildren(reader: ThriftReader): number {
  let children = 0;
  skimStruct(reader, (id, type) => {
    if (id !== NUM_CHILDREN || type !== Type.I32) return false;
    children = reader.integer();
    return true;
  });
  return children;
}

function checkSchema([columns = 0, ...nodes]: readonly number[]): void {
  /** How many children are still missing, from the root down to where the walk stands. */
  const missing = [columns];
  for (const children of nodes) {
    while (missing.at(-1) === 0) missing.pop();
    const left = missing.pop();
    if (left === undefined || children < 0) throw new ThriftDamage();
    missing.push(left - 1);
    if (children > 0) missing.push(children);
    if (missing.length > MAX_NESTING) throw tooComplex();
  }
  if (missing.some((left) => left !== 0)) throw new ThriftDamage();
}
