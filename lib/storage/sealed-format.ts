import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { AppError } from "../errors";
import { CHUNK_BYTES } from "./byte-streams";

/*
 * A sealed object:
 *   header   magic "TRSO", version (1 byte), flags (1), chunk size (4), key id (8),
 *            nonce (12), the object's own key wrapped by the organization's (32), tag (16)
 *   chunk *  length (4), ciphertext, tag (16)
 *   trailer  length (4, top bit set), ciphertext of the plain size (8), tag (16)
 *
 * AES-256-GCM throughout, numbers big-endian. Every write makes a new random object key, so chunk
 * nonces may count from zero. The wrapped key is bound to the header and to the object's path,
 * every chunk to its index and to whether it is the last: a chunk that is altered, left out,
 * repeated, moved within or between objects, and an object that is cut or moved, fails to open.
 */

/** The key that wraps object keys, and its id (16 hex digits). */
export type WrappingKey = { readonly id: string; readonly key: KeyObject };

/** What a header says, with the object key taken out of its wrap. */
export type OpenedHeader = { readonly objectKey: KeyObject; readonly compressed: boolean };

const MAGIC = "TRSO";
const VERSION = 1;
const COMPRESSED = 1;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const FINAL_BIT = 0x80000000;
const TRAILER_NONCE = Buffer.alloc(12, 0xff);
const WRAP_NONCE_AT = 18;
const WRAP_AT = 30;
const WRAP_TAG_AT = 62;

export const HEADER_BYTES = 78;
/** What sealing adds to each chunk. */
export const CHUNK_OVERHEAD_BYTES = LENGTH_BYTES + TAG_BYTES;
export const TRAILER_BYTES = LENGTH_BYTES + 8 + TAG_BYTES;
/** Compression may make a chunk a little longer (measured on random bytes: 5 bytes in 1 MiB). */
const MAX_BODY_BYTES = CHUNK_BYTES + 1024;

/** A header for a new object, and the fresh key that its chunks are to be sealed with. */
export function sealHeader(
  wrappingKey: WrappingKey,
  path: string,
  compressed: boolean,
): { header: Buffer; objectKey: KeyObject } {
  const fresh = randomBytes(32);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, "latin1");
  header[4] = VERSION;
  header[5] = compressed ? COMPRESSED : 0;
  header.writeUInt32BE(CHUNK_BYTES, 6);
  header.write(wrappingKey.id, 10, "hex");
  randomBytes(12).copy(header, WRAP_NONCE_AT);
  const nonce = header.subarray(WRAP_NONCE_AT, WRAP_AT);
  const cipher = createCipheriv("aes-256-gcm", wrappingKey.key, nonce);
  cipher.setAAD(wrapContext(header, path));
  header.set(cipher.update(fresh), WRAP_AT);
  cipher.final();
  header.set(cipher.getAuthTag(), WRAP_TAG_AT);
  return { header, objectKey: createSecretKey(fresh) };
}

/** The id of the key that wrapped the object's. Throws `storage_corrupt` for another format. */
export function keyIdOfHeader(header: Buffer): string {
  if (header.length !== HEADER_BYTES || header.toString("latin1", 0, 4) !== MAGIC) throw corrupt();
  if (header[4] !== VERSION || header.readUInt32BE(6) !== CHUNK_BYTES) throw corrupt();
  return header.toString("hex", 10, WRAP_NONCE_AT);
}

/** Reads a header. Throws `storage_corrupt` for another format, key or path, or altered bytes. */
export function openHeader(wrappingKey: WrappingKey, path: string, header: Buffer): OpenedHeader {
  if (keyIdOfHeader(header) !== wrappingKey.id) throw corrupt();
  const nonce = header.subarray(WRAP_NONCE_AT, WRAP_AT);
  const decipher = createDecipheriv("aes-256-gcm", wrappingKey.key, nonce);
  decipher.setAAD(wrapContext(header, path));
  decipher.setAuthTag(header.subarray(WRAP_TAG_AT));
  const fresh = decipher.update(header.subarray(WRAP_AT, WRAP_TAG_AT));
  verify(() => decipher.final());
  return { objectKey: createSecretKey(fresh), compressed: header[5] === COMPRESSED };
}

/** One chunk, ready to be written: length, ciphertext, tag. */
export function sealChunk(objectKey: KeyObject, index: number, plain: Uint8Array): Buffer[] {
  return sealRecord(objectKey, chunkNonce(index), plain, 0);
}

/** Opens the ciphertext and tag of chunk `index`. */
export function openChunk(objectKey: KeyObject, index: number, body: Buffer): Buffer {
  return openRecord(objectKey, chunkNonce(index), body, 0);
}

/** The end of an object, which states its plain size. */
export function sealTrailer(objectKey: KeyObject, bytes: number): Buffer[] {
  const plain = Buffer.alloc(8);
  plain.writeBigUInt64BE(BigInt(bytes));
  return sealRecord(objectKey, TRAILER_NONCE, plain, FINAL_BIT);
}

/** The plain size that the ciphertext and tag of a trailer state. */
export function openTrailer(objectKey: KeyObject, body: Buffer): number {
  if (body.length !== TRAILER_BYTES - LENGTH_BYTES) throw corrupt();
  return Number(openRecord(objectKey, TRAILER_NONCE, body, FINAL_BIT).readBigUInt64BE());
}

/** What the first four bytes of a chunk or trailer announce. `bodyBytes` counts ciphertext and tag. */
export function readLength(bytes: Buffer): { final: boolean; bodyBytes: number } {
  const word = bytes.readUInt32BE(0);
  const final = word >= FINAL_BIT;
  const length = final ? word - FINAL_BIT : word;
  if (length > MAX_BODY_BYTES) throw corrupt();
  return { final, bodyBytes: length + TAG_BYTES };
}

export function corrupt(cause?: unknown): AppError {
  return new AppError(
    "storage_corrupt",
    "A stored object cannot be opened: it was altered, cut, moved, or sealed with another key. Restore it from a backup.",
    { cause },
  );
}

function sealRecord(key: KeyObject, nonce: Buffer, plain: Uint8Array, finalBit: number): Buffer[] {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(finalBit + plain.length);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(recordContext(nonce, finalBit));
  const body = cipher.update(plain);
  cipher.final();
  return [length, body, cipher.getAuthTag()];
}

function openRecord(key: KeyObject, nonce: Buffer, body: Buffer, finalBit: number): Buffer {
  const tagAt = body.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAAD(recordContext(nonce, finalBit));
  decipher.setAuthTag(body.subarray(tagAt));
  const plain = decipher.update(body.subarray(0, tagAt));
  verify(() => decipher.final());
  return plain;
}

function verify(final: () => Buffer): void {
  try {
    final();
  } catch (cause) {
    throw corrupt(cause);
  }
}

function chunkNonce(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

/** The nonce carries the index. */
function recordContext(nonce: Buffer, finalBit: number): Buffer {
  return Buffer.concat([nonce, Buffer.of(finalBit === 0 ? 0 : 1)]);
}

function wrapContext(header: Buffer, path: string): Buffer {
  return Buffer.concat([
    header.subarray(0, WRAP_NONCE_AT),
    Buffer.from(`tranche/object/v1/${path}`),
  ]);
}
