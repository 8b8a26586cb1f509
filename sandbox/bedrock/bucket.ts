import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type IncomingMessage, type OutgoingHttpHeaders, request as plain } from "node:http";
import { request as secure } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ObjectStoreAddress } from "../engine/object-store";
import { escaped, type Scope, scopeText, sha256, signatureOf } from "./sigv4";

/** Copies an object to a file; null when there is none, else its size. Throws when the store fails. */
export async function fetchObject(
  store: ObjectStoreAddress,
  uri: string,
  path: string,
): Promise<{ bytes: number } | null> {
  const answer = await ask(store, { method: "GET", uri });
  if (answer.statusCode === 404 || answer.statusCode === 403) {
    answer.resume();
    return null;
  }
  await expect200(answer);
  await pipeline(answer, createWriteStream(path, { mode: 0o600 }));
  return { bytes: (await stat(path)).size };
}

/** Writes a file as an object. */
export async function putFile(store: ObjectStoreAddress, uri: string, path: string): Promise<void> {
  const { size } = await stat(path);
  const answer = await ask(store, {
    method: "PUT",
    uri,
    body: createReadStream(path),
    bytes: size,
  });
  await expect200(answer);
  answer.resume();
}

/** Writes a text as an object. */
export async function putText(store: ObjectStoreAddress, uri: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const body = Readable.from([bytes]);
  const answer = await ask(store, { method: "PUT", uri, body, bytes: bytes.length });
  await expect200(answer);
  answer.resume();
}

/** Hands a request on to the store as it came, with the path, the headers and the signature of the caller. */
export async function forward(
  store: ObjectStoreAddress,
  req: IncomingMessage,
): Promise<IncomingMessage> {
  const { connection: _, expect: __, "transfer-encoding": ___, ...headers } = req.headers;
  return send(store, {
    method: req.method ?? "GET",
    target: req.url ?? "/",
    headers,
    body: req,
  });
}

interface Asked {
  method: "GET" | "PUT";
  /** `s3://bucket/key`. */
  uri: string;
  body?: Readable;
  bytes?: number;
}

const UNSIGNED = "UNSIGNED-PAYLOAD";

async function ask(store: ObjectStoreAddress, asked: Asked): Promise<IncomingMessage> {
  const { method, uri, body, bytes = 0 } = asked;
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope: Scope = { time, region: store.region, service: "s3" };
  const target = `/${uri.slice("s3://".length).split("/").map(escaped).join("/")}`;
  const headers = {
    host: new URL(store.endpoint).host,
    "x-amz-content-sha256": body === undefined ? sha256("") : UNSIGNED,
    "x-amz-date": time,
  };
  const signed = Object.keys(headers);
  const payloadHash = headers["x-amz-content-sha256"];
  const signature = signatureOf(
    { method, target, headers, signed, payloadHash },
    scope,
    store.secretAccessKey,
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${store.accessKeyId}/${scopeText(scope)}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
  const length = body === undefined ? {} : { "content-length": String(bytes) };
  return send(store, { method, target, headers: { ...headers, ...length, authorization }, body });
}

interface Sent {
  method: string;
  target: string;
  headers: OutgoingHttpHeaders;
  body: Readable | undefined;
}

function send(store: ObjectStoreAddress, { method, target, headers, body }: Sent) {
  const { protocol, hostname, port } = new URL(store.endpoint);
  const request = protocol === "https:" ? secure : plain;
  return new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method, path: target, headers, hostname, port, agent: false };
    const sent = request(options, resolve).on("error", reject);
    if (body === undefined) sent.end();
    else pipeline(body, sent).catch(reject);
  });
}

async function expect200(answer: IncomingMessage): Promise<void> {
  if (answer.statusCode === 200) return;
  answer.resume();
  throw new Error(`the object store answered ${answer.statusCode}`);
}
