import { apiFetch } from "./api";
import { ApiError } from "./api-error";

/** Sends a form of next-auth, with its token against forgery. Returns where it leads. Rejects with `ApiError`. */
export async function authForm(path: string, fields: Record<string, string>): Promise<string> {
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

export async function signOutHere(): Promise<void> {
  await authForm("/api/auth/signout", {});
}
