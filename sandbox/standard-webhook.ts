import { createHmac } from "node:crypto";

interface Signed {
  id: string;
  /** Epoch milliseconds. */
  atMs: number;
  body: string;
  /** One signature each, in this order. */
  secrets: readonly string[];
}

/** The headers of a delivery by the Standard Webhooks specification (1.0), symmetric signatures. */
export function signedHeaders({ id, atMs, body, secrets }: Signed): Record<string, string> {
  const time = String(Math.floor(atMs / 1000));
  const sign = (secret: string) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64")}`;
  };
  return {
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": secrets.map(sign).join(" "),
  };
}
