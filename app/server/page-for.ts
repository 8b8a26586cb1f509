import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { PATH_HEADER, signInPath } from "@/components/sign-in/return-path";
import { admit } from "@/lib/auth/admit";
import { callerOfSession } from "@/lib/auth/caller";
import { currentSession, type SignedIn } from "@/lib/auth/session";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import { isAppError } from "@/lib/errors";
import { webProcess } from "./process";

/** A page asks for nothing of an organization that is closing: what is begun there is refused when it is sent. */
const WHILE_OPEN = { deleteAfter: null };

/**
 * The reader of a page, who may do the operation that the page is for: one table decides over both. Ends the page with the
 * way to sign in, with 403 and what to ask of whom, or with 404 for what the reader may not even see.
 */
export async function pageFor(operation: OperationId, input: object = {}): Promise<SignedIn> {
  const { database } = (await webProcess()).runtime;
  const session = await currentSession(database);
  if (session === null) redirect(signInPath((await headers()).get(PATH_HEADER)));
  const caller = { ...callerOfSession(session, { address: "", userAgent: "" }), ...WHILE_OPEN };
  try {
    await admit(database, caller, OPERATION_ACCESS[operation], input);
  } catch (error) {
    if (isAppError(error) && error.code === "not_found") notFound();
    if (isAppError(error) && error.code === "forbidden") forbidden();
    throw error;
  }
  return session;
}
