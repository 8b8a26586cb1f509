import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { ProviderError } from "../../errors";
import { call, guard } from "../guard";
import { createIdleLimit, type IdleLimit } from "../idle-limit";
import type { StagedFile } from "../provider";
import type { FilePage } from "../survey";
import { download, readFile } from "../transfer";
import { type AwsAccount, sharedSettings } from "./aws-settings";
import { refusalOf } from "./refusal";

/** The bucket that holds our request files and results. Each call throws `ProviderError`; none is repeated. */
export interface BucketCalls {
  uriOf(key: string): string;
  /** Streamed in parts; two of them are in memory. */
  put(key: string, path: string): Promise<void>;
  /** `not_found` for what is not there, or is no object of this bucket. */
  look(uri: string, timeoutMs: number): Promise<void>;
  read(uri: string): Promise<AsyncIterable<Uint8Array>>;
  /** The addresses that begin with this one: all of them, or a page of at most so many. */
  list(uri: string, most?: number): Promise<string[]>;
  /** One page of the objects whose address begins with this one. */
  sizes(uri: string, token: string | null): Promise<FilePage<string>>;
  /** The objects of one folder, none of the folders in it; the address ends with `/`. */
  folder(uri: string): AsyncIterable<StagedFile>;
  /** A missing object is no error. */
  remove(uri: string): Promise<void>;
}

const TIMEOUTS = { callMs: 60_000, idleMs: 60_000 };

/** S3 takes parts of at least 5 MiB and at most 10,000 of them (S3 multipart limits, read 2026-11-23). */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

export function openBucket(account: AwsAccount, { callMs, idleMs } = TIMEOUTS): BucketCalls {
  const client = createClient(account);
  const place = { client, bucket: account.bucket };
  return {
    uriOf: (key) => uriOf(account.bucket, key),
    put: (key, path) => put(place, key, path, idleMs),
    look: (uri, timeoutMs) =>
      call("look for file", timeoutMs, async (abortSignal) => {
        const command = new HeadObjectCommand(objectOf(account.bucket, uri));
        await client.send(command, { abortSignal }).catch(refuse);
      }),
    read: async (uri) => read(place, objectOf(account.bucket, uri), idleMs),
    list: async (uri, most) => list(place, keyOf(account.bucket, uri), most, callMs),
    sizes: async (uri, token) => sizes(place, keyOf(account.bucket, uri), token, callMs),
    folder: (uri) => folder(place, keyOf(account.bucket, uri), callMs),
    remove: (uri) =>
      call("remove file", callMs, async (abortSignal) => {
        const command = new DeleteObjectCommand(objectOf(account.bucket, uri));
        await client.send(command, { abortSignal }).catch(refuse);
      }),
  };
}

interface Place {
  readonly client: S3Client;
  readonly bucket: string;
}

function createClient(account: AwsAccount): S3Client {
  return new S3Client({
    ...sharedSettings(account),
    endpoint: account.s3Endpoint,
    forcePathStyle: account.pathStyle,
    disableS3ExpressSessionAuth: true,
    useArnRegion: false,
    sigv4aSigningRegionSet: [account.region],
    // Compatible servers differ in the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

const uriOf = (bucket: string, key: string) => `s3://${bucket}/${key}`;

function objectOf(bucket: string, uri: string): { Bucket: string; Key: string } {
  const Key = keyOf(bucket, uri);
  if (Key === "") throw new ProviderError("not_found", "The address names no file.");
  return { Bucket: bucket, Key };
}

/** The settings of a connection may have changed since the file was made. */
function keyOf(bucket: string, uri: string): string {
  const start = uriOf(bucket, "");
  if (!uri.startsWith(start)) {
    throw new ProviderError("not_found", "The file is not in the bucket of this connection.");
  }
  return uri.slice(start.length);
}

/** An upload that fails leaves at most parts that are thrown away, so it is not `creates`. */
async function put({ client, bucket }: Place, key: string, path: string, idleMs: number) {
  const handle = await open(path);
  const idle = createIdleLimit(idleMs);
  try {
    await guard("upload", false, idle.signal, async (signal) => {
      const upload = new Upload({
        client,
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
        params: { Bucket: bucket, Key: key, Body: bodyOf(handle, idle) },
      });
      upload.on("httpUploadProgress", () => idle.touch());
      signal.addEventListener("abort", () => void upload.abort().catch(() => undefined));
      await upload.done().catch(refuse);
    });
  } finally {
    idle.pause();
    await handle.close();
  }
}

function bodyOf(handle: FileHandle, idle: IdleLimit): Readable {
  return Readable.from(readFile(handle, idle));
}

function read(
  { client }: Place,
  object: { Bucket: string; Key: string },
  idleMs: number,
): Promise<AsyncIterable<Uint8Array>> {
  return download(idleMs, async (signal) => {
    const command = new GetObjectCommand(object);
    const { Body } = await client.send(command, { abortSignal: signal }).catch(refuse);
    if (!(Body instanceof Readable)) return new Response(null);
    // The signal of a call ends with its headers.
    signal.addEventListener("abort", () => Body.destroy(signal.reason));
    // Node and the DOM type the same stream differently.
    return new Response(Readable.toWeb(Body) as globalThis.ReadableStream);
  });
}

async function list(
  place: Place,
  prefix: string,
  most: number | undefined,
  callMs: number,
): Promise<string[]> {
  const uris: string[] = [];
  const asked = { Prefix: prefix, ...(most === undefined ? {} : { MaxKeys: most }) };
  for await (const { Contents = [] } of pages(place, asked, callMs)) {
    for (const { Key } of Contents) if (Key) uris.push(uriOf(place.bucket, Key));
    if (most !== undefined) break;
  }
  return uris;
}

async function* folder(place: Place, prefix: string, callMs: number): AsyncGenerator<StagedFile> {
  const asked = { Prefix: prefix, Delimiter: "/" };
  for await (const { Contents = [] } of pages(place, asked, callMs)) {
    for (const { Key = "", Size, LastModified } of Contents) {
      if (Key === prefix) continue;
      yield {
        id: uriOf(place.bucket, Key),
        fileName: Key.slice(prefix.length),
        createdAtMs: LastModified?.getTime() ?? null,
        bytes: Size ?? null,
      };
    }
  }
}

interface ListQuery {
  readonly Prefix: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly ContinuationToken?: string | undefined;
}

async function* pages(
  place: Place,
  asked: ListQuery,
  callMs: number,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let ContinuationToken: string | undefined;
  do {
    const page = await listPage(place, { ...asked, ContinuationToken }, callMs);
    yield page;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

async function sizes(
  place: Place,
  prefix: string,
  token: string | null,
  callMs: number,
): Promise<FilePage<string>> {
  const asked = { Prefix: prefix, ContinuationToken: token ?? undefined };
  const { Contents = [], NextContinuationToken } = await listPage(place, asked, callMs);
  const files = Contents.map(({ Key = "", Size }) => ({ id: Key, bytes: Size ?? null }));
  return { files, next: NextContinuationToken ?? null };
}

/** A page holds at most 1,000 objects (API reference, ListObjectsV2). */
function listPage({ client, bucket }: Place, asked: ListQuery, callMs: number) {
  return call("list files", callMs, async (abortSignal) => {
    const command = new ListObjectsV2Command({ Bucket: bucket, ...asked });
    return client.send(command, { abortSignal }).catch(refuse);
  });
}

function refuse(error: unknown): never {
  throw refusalOf(error, false);
}
