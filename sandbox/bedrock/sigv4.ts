import { createHash, createHmac } from "node:crypto";

/** What a signature covers (AWS general reference, Signature Version 4). */
export interface Signable {
  method: string;
  /** As it is sent, with its query. */
  target: string;
  /** By their names in lower case; those in `signed` must be there. */
  headers: Readonly<Record<string, string>>;
  /** Names of the headers that are covered, in order. */
  signed: readonly string[];
  /** SHA-256 of the body as hex, or a word that stands for it. */
  payloadHash: string;
}

export interface Scope {
  /** `20261123T181500Z`. */
  time: string;
  region: string;
  service: string;
}

/** The signature of a request under a secret, as hex. */
export function signatureOf(request: Signable, scope: Scope, secret: string): string {
  const date = scope.time.slice(0, 8);
  const toSign = [
    ...["AWS4-HMAC-SHA256", scope.time, scopeText(scope)],
    sha256(canonical(request, scope.service)),
  ].join("\n");
  const parts = [date, scope.region, scope.service, "aws4_request", toSign];
  const key = parts.reduce<Buffer>((sum, part) => hmac(sum, part), Buffer.from(`AWS4${secret}`));
  return key.toString("hex");
}

export function scopeText({ time, region, service }: Scope): string {
  return [time.slice(0, 8), region, service, "aws4_request"].join("/");
}

export function sha256(text: string | Buffer): string {
  return createHash("sha256").update(text).digest("hex");
}

function canonical({ method, target, headers, signed, payloadHash }: Signable, service: string) {
  const [path = "/", query = ""] = target.split("?", 2);
  const lines = signed.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`);
  return [
    method,
    // S3 alone takes the path as it is; elsewhere what is escaped is escaped again.
    service === "s3" ? path : escaped(path).replaceAll("%2F", "/"),
    canonicalQuery(query),
    ...lines,
    "",
    signed.join(";"),
    payloadHash,
  ].join("\n");
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return `${escaped(decodeURIComponent(name))}=${escaped(decodeURIComponent(rest.join("=")))}`;
  });
  return pairs.sort().join("&");
}

export function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
