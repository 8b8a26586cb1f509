import type { SessionMethod, Visitor } from "../auth/session";
import { personActor } from "../core/actor";
import type { AuditAction, AuditValues } from "../core/audit";
import type { Also } from "../db/client";
import { noteAuditOfPerson } from "../db/person-audit";
import { findSecondFactor } from "../db/second-factor";
import { findUser } from "../db/user";
import type { Runtime } from "../runtime";

/** Notes, beside its change, what somebody does with their own account; the author of `runtime` is that person. */
export const noteOwn =
  (
    runtime: Runtime,
    { id, email }: { readonly id: string; readonly email: string },
    action: AuditAction,
    after?: AuditValues,
    before?: AuditValues,
  ): Also =>
  (people) =>
    noteAuditOfPerson(people, runtime, {
      ...{ action, id, name: email },
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
    });

interface Begun {
  readonly userId: string;
  readonly method: SessionMethod;
}

/**
 * Notes that somebody has signed in; for one who owes a second step, that step does. A refusal is not noted: it changes
 * nothing, and anybody could fill the log by it. Tries are counted elsewhere.
 */
export const noteSignIn =
  (runtime: Runtime, { userId, method }: Begun, visitor: Visitor): Also =>
  async (people) => {
    const factor = await findSecondFactor(people, userId);
    if (!factor?.confirmedAt) await note(runtime, { userId, method }, visitor, false)(people);
  };

/** Notes that somebody has signed in with both steps. */
export const noteSecondStep = (runtime: Runtime, session: Begun, visitor: Visitor): Also =>
  note(runtime, session, visitor, true);

const note =
  (runtime: Runtime, { userId, method }: Begun, visitor: Visitor, secondFactor: boolean): Also =>
  async (people) => {
    const person = await findUser(people, userId);
    if (!person) return;
    const own = { ...runtime, actor: personActor(person, visitor) };
    await noteOwn(own, person, "person.signedIn", { method, secondFactor })(people);
  };
