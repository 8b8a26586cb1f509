import type { IncomingMessage } from "node:http";
import { type Refusal, refusal } from "./errors";
import { accountOf } from "./ids";

type Authorized = { ok: true; account: string } | { ok: false; refusal: Refusal };

/** Takes the Bearer key. `keyPrefix` is how accepted keys begin; "" accepts every key. */
export function authorize(req: IncomingMessage, keyPrefix: string): Authorized {
  const key = /^Bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? "")?.[1];
  if (key === undefined) return { ok: false, refusal: NO_KEY };
  if (key.startsWith(keyPrefix)) return { ok: true, account: accountOf(key) };
  const message = `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  return { ok: false, refusal: refusal(401, message, null, "invalid_api_key") };
}

const NO_KEY = refusal(
  401,
  "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
);

function masked(key: string): string {
  return key.length < 16 ? "****" : `${key.slice(0, 3)}****${key.slice(-4)}`;
}
