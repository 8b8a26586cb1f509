import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { ORPCError } from "@orpc/server";
import { NOWHERE } from "@/lib/auth/caller";
import { AppError, errorStatus, isAppError } from "@/lib/errors";
import { answerOnce, type NewId } from "@/lib/workspace/answer-once";
import { calledBy } from "./admit";
import { allowedMethods } from "./allowed-methods";
import type { ApiContext } from "./api-context";
import { idempotencyKey } from "./idempotency-key";
import { jsonBody } from "./json-body";
import { errorBody, errorResponse, respond } from "./respond";
import { router } from "./router";

const PREFIX = "/api/v1";

/** What went wrong inside an operation, handed out of the router as it was thrown. */
interface Context extends ApiContext {
  readonly failed: (error: unknown) => void;
}

const handler = new OpenAPIHandler<Context>(router, {
  customErrorResponseBodyEncoder: encodeError,
  interceptors: [
    async ({ next, context }) => {
      try {
        return await next();
      } catch (error) {
        context.failed(error);
        throw error;
      }
    },
  ],
});

/** Answers every JSON operation of the contract. */
export function rest(request: Request): Promise<Response> {
  return respond(async () => {
    const { process, caller } = await calledBy(request);
    const nowhere = await noSuchOperation(request);
    if (nowhere) return nowhere;
    const context = { process, caller, newId: process.runtime.newId };
    const { method, url, headers } = request;
    if (method === "GET" || method === "HEAD") {
      return dispatch(new Request(url, { headers }), context);
    }
    // Answers are kept for an organization; what people do with their own account is nobody else's to hear again.
    const own = new URL(url).pathname.startsWith(`${PREFIX}/account/`);
    const kept = !own && caller.organizationId !== NOWHERE;
    const key = method === "POST" && kept ? idempotencyKey(request) : null;
    const body = await jsonBody(request);
    const copy = () => copyOf(request, body);
    if (!key) return dispatch(copy(), context);
    const operation = `POST ${new URL(url).pathname}`;
    const once = { organizationId: caller.organizationId, operation, key, body };
    const answer = await answerOnce(process.runtime, once, async (newId: NewId) => {
      const response = await dispatch(copy(), { ...context, newId });
      return { status: response.status, body: await response.text() };
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  });
}

/** Throws what is no answer to the caller; `respond` logs it under the request's id. */
async function dispatch(request: Request, context: ApiContext): Promise<Response> {
  let error: unknown = null;
  const failed = (thrown: unknown) => {
    error = thrown;
  };
  const options = { prefix: PREFIX, context: { ...context, failed } } as const;
  const { response } = await handler.handle(request, options);
  if (isAppError(error) && errorStatus(error.code) < 500) return errorResponse(error);
  if (error && !(error instanceof ORPCError && error.status < 500)) throw error;
  if (response) return response;
  throw new AppError("not_found", "There is no such operation. See openapi.json.");
}

/** The request with the body that was read of it. A type without a body would be parsed as if there were one. */
function copyOf({ url, method, headers: given }: Request, body: string): Request {
  const headers = new Headers(given);
  if (!body) headers.delete("content-type");
  return new Request(url, { method, headers, ...(body ? { body } : {}) });
}

/** The answer to a path, or to a method of it, that the API does not have, whatever the body; null where it has it. */
async function noSuchOperation({ url, method }: Request): Promise<Response | null> {
  const methods = await allowedMethods(new URL(url).pathname.slice(PREFIX.length));
  if (methods.includes(method)) return null;
  if (methods.length === 0) {
    throw new AppError("not_found", "There is no such operation. See openapi.json.");
  }
  const allow = methods.join(", ");
  const error = new AppError("method_not_allowed", `This path takes ${allow}. See openapi.json.`);
  const response = errorResponse(error);
  response.headers.set("allow", allow);
  return response;
}

/** oRPC's own errors, all of them of a wrong input. */
function encodeError({ data }: ORPCError<string, unknown>): unknown {
  const { issues = [] } = (data ?? {}) as { readonly issues?: readonly Issue[] };
  return errorBody("invalid_request", "The request does not fit. See details.issues.", {
    issues: issues.map(({ path, message }) => ({ path: path ?? [], message })),
  });
}

interface Issue {
  readonly path?: readonly unknown[];
  readonly message: string;
}
