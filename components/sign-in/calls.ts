import type { InvitationAccepted, InvitationShown, SignInStep } from "@/lib/contracts/sign-in";
import { apiFetch } from "../layout/api";
import { authForm } from "../layout/auth-form";

/** Signs in by `password`, `link` or `demo`. Rejects with `ApiError`. */
export async function signInBy(way: string, fields: Record<string, string>): Promise<void> {
  await authForm(`/api/auth/callback/${way}`, fields);
}

/** Leads to a provider of identities; it leads back to `returnPath`. */
export async function goToProvider(id: string, returnPath: string): Promise<void> {
  const url = await authForm(`/api/auth/signin/${id}`, { callbackUrl: returnPath });
  window.location.assign(url);
}

interface Answers {
  readonly invitation: InvitationShown;
  readonly "invitation-accept": InvitationAccepted;
}

type Answer<Step extends SignInStep> = Step extends keyof Answers
  ? Answers[Step]
  : { email?: string };

/** One step before being signed in. Rejects with `ApiError`. */
export async function takeStep<Step extends SignInStep>(
  step: Step,
  body: object,
): Promise<Answer<Step>> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return (await apiFetch(`/api/sign-in/${step}`, init)).json();
}
