import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import type { JsonifiedClient } from "@orpc/openapi-client";
import { OpenAPILink } from "@orpc/openapi-client/fetch";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import { contract } from "@/lib/contracts/contract";
import { ApiError, readApiError } from "./api-error";

/** What a call may carry beside its input. */
export type ApiContext = {
  /** One per intent of the user: the server answers a repeated key with the first answer. */
  idempotencyKey?: string;
};

export type ApiClient = JsonifiedClient<ContractRouterClient<typeof contract, ApiContext>>;

const link = new OpenAPILink<ApiContext>(contract, {
  url: () => `${window.location.origin}/api/v1`,
  headers: ({ context }) =>
    context.idempotencyKey === undefined ? {} : { "idempotency-key": context.idempotencyKey },
  fetch: (request, init) => apiFetch(request, init),
});

/** Plain calls: `await client.jobs.get({ id })`. */
export const client: ApiClient = createORPCClient(link);

/** Queries: `useQuery(api.jobs.get.queryOptions({ input: { id } }))`. For POSTs see `useIntentMutation`. */
export const api = createTanstackQueryUtils(client);

/**
 * The one fetch of the browser, with the session's cookie. Rejects with `ApiError` on every answer
 * that is not a success and on no answer; an aborted call keeps its `AbortError`.
 */
export async function apiFetch(input: Request | string, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, credentials: "same-origin" }).catch(
    (cause: unknown) => {
      if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
      throw new ApiError("network", "", { status: 0, cause });
    },
  );
  if (!response.ok) throw await readApiError(response);
  return response;
}
