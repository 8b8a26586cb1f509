import { acceptInvitation, showInvitation } from "@/lib/account/accept-invitation";
import { askForLink, askForReset, askForSignUp } from "@/lib/account/ask-for-link";
import { confirmAddress } from "@/lib/account/change-address";
import { confirmSignUp } from "@/lib/account/confirm-sign-up";
import { takeSecondStep } from "@/lib/account/second-step";
import { resetPassword } from "@/lib/account/set-password";
import type { Visitor } from "@/lib/auth/session";
import { sessionIdOf } from "@/lib/auth/session-cookie";
import { SIGN_IN_STEPS, type SignInInput, type SignInStep } from "@/lib/contracts/sign-in";
import { AppError } from "@/lib/errors";
import type { Runtime } from "@/lib/runtime";
import { jsonBody } from "./json-body";
import { fromOwnPage } from "./own-page";
import { webProcess } from "./process";
import { visitorOf } from "./visitor";

interface Asked {
  readonly visitor: Visitor;
  readonly sessionId: string | null;
}

type Steps = {
  readonly [Step in SignInStep]: (
    runtime: Runtime,
    input: SignInInput<Step>,
    asked: Asked,
  ) => Promise<unknown>;
};

const STEPS: Steps = {
  "sign-up": (runtime, input, { visitor }) => askForSignUp(runtime, input, visitor),
  "sign-up-confirm": (runtime, input, { visitor }) => confirmSignUp(runtime, input, visitor),
  link: (runtime, input, { visitor }) => askForLink(runtime, input, visitor),
  reset: (runtime, input, { visitor }) => askForReset(runtime, input, visitor),
  "reset-confirm": (runtime, input, { visitor }) => resetPassword(runtime, input, visitor),
  "email-confirm": (runtime, { token }, { visitor }) => confirmAddress(runtime, token, visitor),
  invitation: (runtime, { token }, { visitor, sessionId }) =>
    showInvitation(runtime, { token, sessionId }, visitor),
  "invitation-accept": (runtime, input, { visitor, sessionId }) =>
    acceptInvitation(runtime, { ...input, sessionId }, visitor),
  "second-factor": (runtime, { code }, { sessionId, visitor }) =>
    takeSecondStep(runtime, { sessionId, code }, visitor),
};

/** Answers one step. Throws `not_found`, `forbidden` for another site, `invalid_request`, and what the step throws. */
export async function signInStep(request: Request, name: string): Promise<Response> {
  if (!isStep(name)) throw new AppError("not_found", "There is no such step. See openapi.json.");
  if (!fromOwnPage(request)) throw new AppError("forbidden", "Another site has asked for this.");
  const input = inputOf(name, await jsonBody(request));
  const { runtime } = await webProcess();
  const sessionId = await sessionIdOf(request.headers.get("cookie"));
  const step: (runtime: Runtime, input: never, asked: Asked) => Promise<unknown> = STEPS[name];
  const answer = await step(runtime, input as never, { visitor: visitorOf(request), sessionId });
  return Response.json(answer ?? { done: true }, { headers: { "cache-control": "no-store" } });
}

const isStep = (name: string): name is SignInStep => Object.hasOwn(SIGN_IN_STEPS, name);

function inputOf(name: SignInStep, body: string): unknown {
  const parsed = SIGN_IN_STEPS[name].safeParse(body ? JSON.parse(body) : {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path, message }));
  throw new AppError("invalid_request", "The request does not fit. See details.issues.", {
    details: { issues },
  });
}
