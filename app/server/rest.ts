import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { ORPCError } from "@orpc/server";
import { isAppError } from "@/lib/errors";
import { answerOnce, type NewId } from "@/lib/workspace/answer-once";
import { callerOf } from "./caller";
import { webProcess } from "./process";
import { errorBody, errorResponse, respond } from "./respond";
import { type ApiContext, router } from "./router";

const PREFIX = "/api/v1";
const LONGEST_KEY = 200;
/** Bodies of the JSON operations; files go through their own routes. */
const MAX_BODY_BYTES = 4_000_000;

const handler = new OpenAPIHandler(router, {
  customErrorResponseBodyEncoder: encodeError,
  interceptors: [
    async ({ next }) => {
      try {
        return await next();
      } catch (error) {
        throw unwrap(error);
      }
    },
  ],
});

/** Answers every JSON operation of the contract. */
export function rest(request: Request): Promise<Response> {
  return respond(async () => {
    const process = await webProcess();
    const caller = await callerOf(process, request);
    const key = request.method === "POST" ? request.headers.get("idempotency-key") : null;
    const context = { process, caller, newId: process.runtime.newId };
    if (!key) return dispatch(request, context);
    if (key.length > LONGEST_KEY) {
      return Response.json(
        errorBody("invalid_request", `An Idempotency-Key has at most ${LONGEST_KEY} characters.`),
        { status: 400 },
      );
    }
    const body = await limitedText(request);
    const operation = `POST ${new URL(request.url).pathname}`;
    const once = { organizationId: caller.organizationId, operation, key, body };
    const answer = await answerOnce(process.runtime, once, async (newId: NewId) => {
      const { url, headers } = request;
      const copy = new Request(url, { method: "POST", headers, body });
      const response = await dispatch(copy, { ...context, newId });
      return { status: response.status, body: await response.text() };
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  });
}

async function dispatch(request: Request, context: ApiContext): Promise<Response> {
  const { response } = await handler.handle(request, { prefix: PREFIX, context });
  if (response) return response;
  return Response.json(errorBody("not_found", "There is no such operation. See openapi.json."), {
    status: 404,
  });
}

async function limitedText(request: Request): Promise<string> {
  const text = await request.text();
  if (text.length <= MAX_BODY_BYTES) return text;
  const { AppError } = await import("@/lib/errors");
  throw new AppError("payload_too_large", "The body is too large. Send files to /datasets.");
}

/** Errors of our own leave the router as they are, to be answered by `respond`; oRPC's are those of a wrong input. */
function unwrap(error: unknown): unknown {
  if (!isAppError(error)) return error;
  return new ORPCError("APP_ERROR", {
    status: errorResponse(error).status,
    message: error.message,
    data: { code: error.code, details: error.details ?? {} },
    cause: error,
  });
}

function encodeError(error: ORPCError<string, unknown>): unknown {
  const own = error.data as { code?: string; details?: object; issues?: unknown } | undefined;
  if (error.code === "APP_ERROR" && own?.code) {
    return errorBody(own.code, error.message, own.details);
  }
  if (error.code === "BAD_REQUEST") {
    return errorBody("invalid_request", "The request does not fit. See details.issues.", {
      issues: own?.issues ?? [],
    });
  }
  if (error.code === "NOT_FOUND") return errorBody("not_found", "There is no such operation.");
  return errorBody("internal", "Something went wrong. Try again, or quote the request id.");
}
