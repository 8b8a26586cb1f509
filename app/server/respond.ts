import { randomUUID } from "node:crypto";
import { type AppError, errorStatus, isAppError } from "@/lib/errors";
import { webProcess } from "./process";

/** The one wrapper around every route: errors in one shape, an id to quote, nothing private in either. */
export async function respond(work: () => Promise<Response>): Promise<Response> {
  const requestId = randomUUID();
  const response = await work().catch((error) => failed(error, requestId));
  try {
    response.headers.set("x-request-id", requestId);
    return response;
  } catch {
    return new Response(response.body, {
      status: response.status,
      headers: [...response.headers, ["x-request-id", requestId]],
    });
  }
}

async function failed(error: unknown, requestId: string): Promise<Response> {
  if (isAppError(error) && errorStatus(error.code) < 500) return errorResponse(error);
  const process = await webProcess().catch(() => null);
  process?.runtime.log.error({ err: error, requestId }, "request failed");
  if (isAppError(error)) return errorResponse(error);
  return Response.json(errorBody("internal", "Something went wrong. Try again, or quote the id."), {
    status: 500,
  });
}

export function errorResponse(error: AppError): Response {
  const { code, message, details } = error;
  const wait = details?.retryAfterSeconds;
  return Response.json(errorBody(code, message, details), {
    status: errorStatus(code),
    ...(typeof wait === "number" ? { headers: { "retry-after": String(wait) } } : {}),
  });
}

/** The shape of every error of the API. */
export const errorBody = (code: string, message: string, details: object = {}) => ({
  error: { code, message, details },
});
