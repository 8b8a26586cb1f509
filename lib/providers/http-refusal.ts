import { z } from "zod";
import { parseJson } from "./parse-json";

/** An HTTP answer that is no success, in the form in which `toProviderError` reads the errors of the SDKs. */
export class HttpRefusal extends Error {
  override readonly name = "HttpRefusal";
  readonly status: number;
  readonly headers: Headers;
  readonly code: string | null;
  readonly param: string | null;

  /** `body` is read for its codes and not kept, because it may quote a prompt. */
  constructor(status: number, headers: Headers, body: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    const { code, param } = readEnvelope(body);
    this.code = code;
    this.param = param;
  }
}

/** The answer itself when it is a success; throws `HttpRefusal` otherwise. */
export async function successOf(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new HttpRefusal(response.status, response.headers, await response.text());
}

const text = z.string().min(1).nullable().catch(null);
const detail = z.object({
  type: text,
  loc: z.array(z.union([z.string(), z.number()])).catch([]),
});
/** `{error: {code, type, param}}`, the same without `error`, or FastAPI's `{detail: [{type, loc}]}`. */
const envelope = z
  .object({
    error: z.object({ code: text, type: text, param: text }).nullable().catch(null),
    code: text,
    type: text,
    param: text,
    detail: z.array(detail).catch([]),
  })
  .catch({ error: null, code: null, type: null, param: null, detail: [] });

function readEnvelope(body: string): { code: string | null; param: string | null } {
  const { error, detail: details, ...plain } = envelope.parse(parseJson(body));
  const [first] = details;
  return {
    code: error?.code ?? error?.type ?? plain.type ?? plain.code ?? first?.type ?? null,
    param: error?.param ?? plain.param ?? first?.loc.join(".") ?? null,
  };
}
