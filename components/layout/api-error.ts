import { z } from "zod";

const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).nullish(),
  }),
});

type ApiErrorOptions = {
  status: number;
  details?: Record<string, unknown>;
  requestId?: string;
  cause?: unknown;
};

/** An answer of the API that is not a success, or no answer at all (`code` "network", `status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;
  /** Names the request in the server's log; for people who ask for help. */
  readonly requestId: string | null;

  constructor(code: string, message: string, options: ApiErrorOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.details = options.details ?? {};
    this.requestId = options.requestId ?? null;
  }
}

/** The error in a refused answer; "unexpected" when the body is not one of ours (a proxy's page, for example). */
export async function readApiError(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const body: unknown = await response.json().catch(() => null);
  const parsed = errorBodySchema.safeParse(body);
  if (!parsed.success) {
    return new ApiError("unexpected", "", { status: response.status, requestId });
  }
  const { code, message, details } = parsed.data.error;
  return new ApiError(code, message, {
    status: response.status,
    requestId,
    details: details ?? {},
  });
}

/** Whether the same request may succeed a little later: no answer, or a server at fault. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
