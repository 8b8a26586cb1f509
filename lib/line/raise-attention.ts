import { type Problem, problem } from "../core/problem";
import { type BatchChange, type BatchExpectation, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { moveJob } from "../db/job";
import type { ProviderError } from "../errors";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";

/** Stops a batch where a person must decide, and says so on its job. */
export function raiseAttention(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  expected: Omit<BatchExpectation, "id">,
  why: Problem,
  change: BatchChange = {},
): Promise<StepResult> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const moved = await moveBatch(
      scope,
      { id: batch.id, ...expected },
      { ...change, state: "attention", dueAt: null, error: why, claimToken: null },
    );
    if (!moved) return NOTHING;
    const version = await moveJob(scope, job.id, ["running", "cancelling"], { attention: why });
    return {
      followUps: [],
      moved: version === null ? [] : [{ kind: "job", id: job.id }],
    };
  });
}

/** Nothing new goes through a disabled connection. */
export function askToEnable(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  expected: Omit<BatchExpectation, "id">,
): Promise<StepResult> {
  const why = problem("connection_disabled", "The connection is disabled. Enable it, then retry.");
  return raiseAttention(runtime, organizationId, found, expected, why);
}

/** What to say of a batch that will be tried again by itself. */
export function waiting({ kind, providerCode }: ProviderError): Problem {
  return problem(
    "waiting_for_provider",
    "The provider cannot take or answer this now. It is tried again by itself.",
    { kind, ...(providerCode ? { providerCode } : {}) },
  );
}

/** What to tell a person about a connection that does not work, right after it was tried. */
export function connectionProblem(error: ProviderError): Problem {
  const params: Problem["params"] = error.providerCode ? { providerCode: error.providerCode } : {};
  switch (error.kind) {
    case "auth":
    case "permission":
      return refusal(error);
    case "not_found":
      return problem(
        "provider_not_there",
        "There is no such provider at this address. Check the base URL.",
        params,
      );
    case "network":
    case "timeout":
      return problem(
        "provider_unreachable",
        "The provider cannot be reached. Check the base URL and the network, then test again.",
        params,
      );
    case "rate_limited":
    case "quota":
    case "server":
      return problem(
        "provider_busy",
        "The provider cannot answer now. The key may still be right: test again later.",
        params,
      );
    default:
      return problem(
        "provider_not_understood",
        "The provider's answer was not understood. Check that the base URL belongs to this kind of provider.",
        params,
      );
  }
}

/** What to tell a person about a refusal of the provider. Its own words may quote a prompt, so they stay out. */
export function refusal(error: ProviderError): Problem {
  const params: Problem["params"] = error.providerCode ? { providerCode: error.providerCode } : {};
  switch (error.kind) {
    case "auth":
      return problem(
        "provider_refused_key",
        "The provider does not accept the key. Make it valid again there, then retry; or cancel the job.",
        params,
      );
    case "permission":
      return problem(
        "provider_forbids",
        "The key may not do this at the provider. Check its permissions there, then retry.",
        params,
      );
    default:
      return problem(
        "provider_refused_batch",
        "The provider refused the batch. Check the model and the connection, then retry.",
        params,
      );
  }
}
