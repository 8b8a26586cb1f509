import type { SignInStep } from "@/lib/contracts/sign-in";
import { apiFetch } from "../layout/api";
import { ApiError } from "../layout/api-error";

/** Signs in by `password`, `link` or `demo`. Rejects with `ApiError`. */
export async function signInBy(way: string, fields: Record<string, string>): Promise<void> {
  await authForm(`/api/auth/callback/${way}`, fields);
}

/** Leads to a provider of identities; it leads back to `returnPath`. */
export async function goToProvider(id: string, returnPath: string): Promise<void> {
  const url = await authForm(`/api/auth/signin/${id}`, { callbackUrl: returnPath });
  window.location.assign(url);
}

export async function signOutHere(): Promise<void> {
  await authForm("/api/auth/signout", {});
}

/** One step before being signed in. Rejects with `ApiError`. */
export async function takeStep(step: SignInStep, body: object): Promise<{ email?: string }> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return (await apiFetch(`/api/sign-in/${step}`, init)).json();
}

/** A form of next-auth, with its token against forgery. */
async function authForm(path: string, fields: Record<string, string>): Promise<string> {
  const { csrfToken } = await (await apiFetch("/api/auth/csrf")).json();
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
  const answer = await (await apiFetch(path, { method: "POST", body })).json();
  const url = typeof answer?.url === "string" ? answer.url : "";
  // It answers so when the token's cookie was lost on the way.
  if (url.includes("csrf=true") || url.includes("/api/auth/error")) {
    throw new ApiError("unexpected", "", { status: 200 });
  }
  return url;
}
