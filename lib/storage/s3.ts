import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { AppError, isAppError } from "../errors";
import { bytesOf, emptyReadable, readableFrom, saveToFile } from "./byte-streams";
import { checkedKey, checkedPrefix } from "./keys";
import type { ByteRange, ByteSource, ListedObject, ObjectSize, Storage } from "./storage";

export type S3Settings = {
  readonly bucket: string;
  readonly region: string;
  /** The address of a compatible server; left out for AWS itself. */
  readonly endpoint?: string;
  /** Left out: the AWS chain of environment, profile and instance role. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

type Bucket = { readonly client: S3Client; readonly name: string };

/**
 * S3 takes parts of at least 5 MiB and at most 10,000 of them (S3 multipart limits, read 2026-11-23),
 * so 16 MiB reaches 156 GiB an object. One upload holds at most three parts in memory.
 */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/**
 * Objects in an S3 bucket or a compatible one. Throws `storage_unavailable` at once when the bucket
 * cannot be reached with these settings. `close` ends the connections.
 */
export async function openS3Storage(
  settings: S3Settings,
): Promise<Storage & { close: () => void }> {
  const client = new S3Client({
    region: settings.region,
    ...(settings.endpoint ? { endpoint: settings.endpoint, forcePathStyle: true } : {}),
    ...(settings.credentials ? { credentials: settings.credentials } : {}),
    // Compatible servers differ in the newer checksums, and what is stored here carries its own.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const bucket = { client, name: settings.bucket };
  await asStorageError(() => client.send(new HeadBucketCommand({ Bucket: bucket.name })));
  return {
    put: (key, source) => put(bucket, key, source),
    get: (key, range) => get(bucket, key, range),
    toFile: async (key, path) => saveToFile(await get(bucket, key), path),
    head: (key) => head(bucket, key),
    delete: (key) => remove(bucket, key),
    deletePrefix: (prefix) => deletePrefix(bucket, prefix),
    list: (prefix) => list(bucket, prefix),
    close: () => client.destroy(),
  };
}

async function put(bucket: Bucket, key: string, source: ByteSource): Promise<ObjectSize> {
  let bytes = 0;
  let sourceError: unknown;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of bytesOf(source)) {
        bytes += piece.length;
        yield piece;
      }
    } catch (error) {
      sourceError = error;
      throw error;
    }
  }
  const upload = new Upload({
    client: bucket.client,
    partSize: PART_BYTES,
    queueSize: PARTS_AT_ONCE,
    params: { Bucket: bucket.name, Key: checkedKey(key), Body: Readable.from(counted()) },
  });
  try {
    await upload.done();
  } catch (error) {
    throw sourceError ?? storageError(error);
  }
  return { bytes, storedBytes: bytes };
}

async function get(bucket: Bucket, key: string, range: ByteRange = {}): Promise<Readable> {
  const { start = 0, end } = range;
  if (end !== undefined && start >= end) return emptyReadable();
  try {
    const { Body } = await bucket.client.send(
      new GetObjectCommand({
        Bucket: bucket.name,
        Key: checkedKey(key),
        ...(start > 0 || end !== undefined ? { Range: rangeHeader(start, end) } : {}),
      }),
    );
    return Body instanceof Readable ? readableFrom(body(Body), Body) : emptyReadable();
  } catch (error) {
    if (statusOf(error) === 416) return emptyReadable();
    throw storageError(error);
  }
}

/** A connection that breaks while reading is the storage's failure, not the reader's. */
async function* body(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw storageError(error);
  }
}

async function head(bucket: Bucket, key: string): Promise<ObjectSize | null> {
  const request = new HeadObjectCommand({ Bucket: bucket.name, Key: checkedKey(key) });
  try {
    const { ContentLength = 0 } = await bucket.client.send(request);
    return { bytes: ContentLength, storedBytes: ContentLength };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw storageError(error);
  }
}

async function remove(bucket: Bucket, key: string): Promise<void> {
  const request = new DeleteObjectCommand({ Bucket: bucket.name, Key: checkedKey(key) });
  await asStorageError(() => bucket.client.send(request));
}

async function deletePrefix(bucket: Bucket, prefix: string): Promise<void> {
  for await (const page of pages(bucket, prefix)) {
    if (page.length === 0) continue;
    const { Errors } = await asStorageError(() =>
      bucket.client.send(
        new DeleteObjectsCommand({
          Bucket: bucket.name,
          Delete: { Objects: page.map(({ key }) => ({ Key: key })), Quiet: true },
        }),
      ),
    );
    if (Errors !== undefined && Errors.length > 0) {
      throw unavailable({ details: { objectsLeft: Errors.length } });
    }
  }
}

async function* list(bucket: Bucket, prefix: string): AsyncGenerator<ListedObject> {
  for await (const page of pages(bucket, prefix)) yield* page;
}

async function* pages(bucket: Bucket, prefix: string): AsyncGenerator<ListedObject[]> {
  const query = { Bucket: bucket.name, Prefix: checkedPrefix(prefix) };
  try {
    for await (const page of paginateListObjectsV2({ client: bucket.client }, query)) {
      yield (page.Contents ?? []).map(({ Key = "", Size = 0 }) => ({
        key: Key,
        storedBytes: Size,
      }));
    }
  } catch (error) {
    throw storageError(error);
  }
}

function rangeHeader(start: number, end: number | undefined): string {
  return `bytes=${start}-${end === undefined ? "" : end - 1}`;
}

async function asStorageError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(error);
  }
}

function storageError(cause: unknown): AppError {
  if (isAppError(cause)) return cause;
  if (cause instanceof S3ServiceException && cause.name === "NoSuchKey") {
    return new AppError("not_found", "There is no such stored object.", { cause });
  }
  return unavailable({ cause, details: { status: statusOf(cause) } });
}

function unavailable(options: { cause?: unknown; details: Record<string, unknown> }): AppError {
  return new AppError(
    "storage_unavailable",
    "The S3 storage does not answer as it should. Check the S3_ settings, the bucket and its permissions.",
    options,
  );
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
