import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { AppError } from "./errors";

/** The key of the installation. It wraps data keys and seals nothing else. */
export type MasterKey = { readonly id: string; readonly key: KeyObject };

/** The key of one organization. Its id (16 hex digits) stands in the header of all that it seals. */
export type DataKey = { readonly id: string; readonly key: KeyObject };

const KEY_BYTES = 32;
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;
const MASTER_CHECK = "tranche master key";

/**
 * Reads `MASTER_KEY`: 32 bytes written as base64 (also url-safe) or as 64 hex digits.
 * Throws `wrong_master_key` when it is anything else; the message never repeats the value.
 */
export function parseMasterKey(text: string): MasterKey {
  const bytes = decodeKey(text.trim());
  if (bytes === null) {
    throw new AppError(
      "wrong_master_key",
      "MASTER_KEY must be 32 random bytes, as base64 (44 characters) or hex (64 characters). Make one with: openssl rand -base64 32",
    );
  }
  const id = createHmac("sha256", bytes).update("tranche/master-key-id/v1").digest();
  return { id: id.subarray(0, ID_BYTES).toString("hex"), key: createSecretKey(bytes) };
}

/** Reads `MASTER_KEY_PREVIOUS`: further master keys that may still have wrapped something, with commas between them. */
export function parseMasterKeys(text: string | undefined): MasterKey[] {
  return (text ?? "")
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(parseMasterKey);
}

/** A new `MASTER_KEY` in the form that `parseMasterKey` reads (base64). */
export function newMasterKey(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

/** A new random data key. Keep it only wrapped. */
export function createDataKey(): DataKey {
  return {
    id: randomBytes(ID_BYTES).toString("hex"),
    key: createSecretKey(randomBytes(KEY_BYTES)),
  };
}

/**
 * The data key of an organization, encrypted under the master key and bound to that organization:
 * format (1 byte), master key id (8), data key id (8), nonce (12), key (32), tag (16).
 */
export function wrapDataKey(
  masterKey: MasterKey,
  organizationId: string,
  dataKey: DataKey,
): Uint8Array<ArrayBuffer> {
  const header = Buffer.concat([idBytes(masterKey.id), idBytes(dataKey.id)]);
  return seal(masterKey.key, header, dataKeyContext(organizationId), dataKey.key.export());
}

/**
 * Takes back what `wrapDataKey` gave. Throws `wrong_master_key` when none of these master keys wrapped it,
 * `storage_corrupt` when it was altered or belongs to another organization.
 */
export function unwrapDataKey(
  masterKeys: readonly MasterKey[],
  organizationId: string,
  wrapped: Uint8Array,
): DataKey {
  const header = headerOf(wrapped, 2 * ID_BYTES);
  const masterKeyId = header.toString("hex", 0, ID_BYTES);
  const masterKey = masterKeys.find(({ id }) => id === masterKeyId);
  if (!masterKey) throw wrongMasterKey();
  const bytes = open(masterKey.key, 2 * ID_BYTES, dataKeyContext(organizationId), wrapped);
  if (bytes.length !== KEY_BYTES) throw corrupt();
  return { id: header.subarray(ID_BYTES).toString("hex"), key: createSecretKey(bytes) };
}

/**
 * Encrypts a small text for a column of Postgres: format (1 byte), key id (8), nonce (12), text,
 * tag (16). `context` names the place, such as `connections/{id}/apiKey`; a value that is moved to
 * another place no longer opens.
 */
export function sealText(
  dataKey: DataKey,
  context: string,
  plaintext: string,
): Uint8Array<ArrayBuffer> {
  return seal(dataKey.key, idBytes(dataKey.id), textContext(context), Buffer.from(plaintext));
}

/** The id of the data key that sealed a text. Throws `storage_corrupt` for anything else. */
export function keyIdOfText(sealed: Uint8Array): string {
  return headerOf(sealed, ID_BYTES).toString("hex");
}

/** Takes back what `sealText` gave. Throws `storage_corrupt` when key, context or bytes differ. */
export function openText(dataKey: DataKey, context: string, sealed: Uint8Array): string {
  if (!headerOf(sealed, ID_BYTES).equals(idBytes(dataKey.id))) throw corrupt();
  return open(dataKey.key, ID_BYTES, textContext(context), sealed).toString("utf8");
}

/** A sealed constant to be stored at the first start, so that a wrong `MASTER_KEY` is noticed at the next. */
export function createMasterKeyCheck(masterKey: MasterKey): Uint8Array<ArrayBuffer> {
  return sealText(masterKey, "master-key-check", MASTER_CHECK);
}

/** Throws `wrong_master_key` unless one of these is the key that made the stored check. Returns that key. */
export function verifyMasterKeyCheck(
  masterKeys: readonly MasterKey[],
  check: Uint8Array,
): MasterKey {
  const id = masterKeyIdOfCheck(check);
  const masterKey = masterKeys.find((known) => known.id === id);
  if (!masterKey) throw wrongMasterKey();
  try {
    if (openText(masterKey, "master-key-check", check) === MASTER_CHECK) return masterKey;
  } catch (cause) {
    throw wrongMasterKey(cause);
  }
  throw wrongMasterKey();
}

function masterKeyIdOfCheck(check: Uint8Array): string {
  try {
    return keyIdOfText(check);
  } catch (cause) {
    throw wrongMasterKey(cause);
  }
}

/** A new API key: `trk_` and 43 url-safe characters (256 bits). Shown once; keep only its hash. */
export function newApiKey(): string {
  return `trk_${randomBytes(KEY_BYTES).toString("base64url")}`;
}

/**
 * SHA-256 in hex, to look an API key up by. A fast hash is enough because the key is random with
 * 256 bits; it is no way to keep a password.
 */
export function hashApiKey(apiKey: string): string {
  return createHash("sha256").update(apiKey, "utf8").digest("hex");
}

function decodeKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (/^[0-9a-z+/]{43}=?$/i.test(text)) return Buffer.from(text, "base64");
  if (/^[0-9a-z_-]{43}=?$/i.test(text)) return Buffer.from(text, "base64url");
  return null;
}

function seal(
  key: KeyObject,
  ids: Uint8Array,
  context: Buffer,
  plaintext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const header = Buffer.concat([Buffer.of(FORMAT), ids]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.concat([header, context]));
  const body = [cipher.update(plaintext), cipher.final()];
  return Buffer.concat([header, nonce, ...body, cipher.getAuthTag()]);
}

function open(key: KeyObject, idsLength: number, context: Buffer, sealed: Uint8Array): Buffer {
  const bytes = asBuffer(sealed);
  const nonceAt = 1 + idsLength;
  const bodyAt = nonceAt + NONCE_BYTES;
  const tagAt = bytes.length - TAG_BYTES;
  try {
    const nonce = bytes.subarray(nonceAt, bodyAt);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.concat([bytes.subarray(0, nonceAt), context]));
    decipher.setAuthTag(bytes.subarray(tagAt));
    return Buffer.concat([decipher.update(bytes.subarray(bodyAt, tagAt)), decipher.final()]);
  } catch (cause) {
    throw corrupt(cause);
  }
}

/** The key ids of a sealed value, after its length and format have been checked. */
function headerOf(sealed: Uint8Array, idsLength: number): Buffer {
  const bytes = asBuffer(sealed);
  if (bytes.length < 1 + idsLength + NONCE_BYTES + TAG_BYTES || bytes[0] !== FORMAT) {
    throw corrupt();
  }
  return bytes.subarray(1, 1 + idsLength);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function idBytes(id: string): Buffer {
  return Buffer.from(id, "hex");
}

function dataKeyContext(organizationId: string): Buffer {
  return Buffer.from(`tranche/data-key/v1/${organizationId}`);
}

function textContext(context: string): Buffer {
  return Buffer.from(`tranche/text/v1/${context}`);
}

function wrongMasterKey(cause?: unknown): AppError {
  return new AppError(
    "wrong_master_key",
    "MASTER_KEY is not the key that this data was sealed with. Start again with the key of the first start.",
    { cause },
  );
}

function corrupt(cause?: unknown): AppError {
  return new AppError(
    "storage_corrupt",
    "A sealed value cannot be opened: it was altered, moved, or sealed with another key. Restore it from a backup or enter it again.",
    { cause },
  );
}
