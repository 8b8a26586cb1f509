import type { IncomingMessage } from "node:http";
import type { Authorized } from "../engine/provider";
import { refuse } from "./errors";
import { sha256, signatureOf } from "./sigv4";

interface Signed {
  accessKeyId: string;
  region: string;
  service: string;
  signed: string[];
  signature: string;
}

/** Whether a request is one to S3, which the bucket's own server answers. */
export function isForS3(req: IncomingMessage): boolean {
  return readSignature(req)?.service === "s3";
}

/**
 * A signature (Signature Version 4) or an API key of Bedrock (`Bearer`). The secret of the access key `AKIA_TEAM_1` is
 * `sk-sandbox-akia-team-1`. Requests to S3 are let through: their signatures are for the bucket's server.
 */
export function authorize(req: IncomingMessage, accepts: (key: string) => boolean): Authorized {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) {
    return accepts(bearer)
      ? { ok: true, key: bearer }
      : refused("AccessDeniedException", "Authentication failed: the API key is not valid.");
  }
  const read = readSignature(req);
  if (read === null) {
    return refused("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  const secret = secretOf(read.accessKeyId);
  if (read.service === "s3") return { ok: true, key: secret };
  if (!accepts(secret)) return refused("UnrecognizedClientException", INVALID_TOKEN);
  return matches(req, read, secret)
    ? { ok: true, key: secret }
    : refused("InvalidSignatureException", WRONG_SIGNATURE);
}

export function secretOf(accessKeyId: string): string {
  return `sk-sandbox-${accessKeyId.toLowerCase().replaceAll("_", "-")}`;
}

const INVALID_TOKEN = "The security token included in the request is invalid.";
const WRONG_SIGNATURE =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

function refused(type: string, message: string): Authorized {
  return { ok: false, reply: refuse({ status: 403, type, message }) };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;

function readSignature({ headers }: IncomingMessage): Signed | null {
  const found = AUTHORIZATION.exec(headers.authorization ?? "");
  if (found === null) return null;
  const [, accessKeyId = "", , region = "", service = "", names = "", signature = ""] = found;
  return { accessKeyId, region, service, signed: names.split(";"), signature };
}

function matches(req: IncomingMessage, read: Signed, secret: string): boolean {
  const { region, service, signed, signature } = read;
  if (service !== "bedrock" || !signed.includes("host")) return false;
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
  );
  const own = signatureOf(
    {
      ...{ method: req.method ?? "", target: req.url ?? "", headers, signed },
      payloadHash: headers["x-amz-content-sha256"] ?? sha256(""),
    },
    { time: headers["x-amz-date"] ?? "", region, service },
    secret,
  );
  return own === signature;
}
