import {
  holdsWhileClosing,
  may,
  mayTouch,
  type Permission,
  type Requirement,
  type SubjectKind,
} from "../core/access";
import { isId } from "../core/id";
import { type Database, withOrganization } from "../db/client";
import { teamOfSubject } from "../db/subject-team";
import { AppError } from "../errors";
import { type Caller, NOWHERE } from "./caller";

/**
 * Lets the caller pass who holds what an operation requires; one that requires nothing at all is nobody's. Throws: `forbidden` for what is not theirs to do, `not_found` for a thing that they may not even
 * see, `conflict` for what is not begun any more in an organization that waits for its deletion.
 */
export async function admit(
  database: Database,
  caller: Caller,
  requirement: Requirement | undefined,
  input: unknown,
): Promise<void> {
  if (requirement === undefined) throw forbidden();
  if (requirement === "public") return;
  if (requirement === "person") return refuseKeys(caller);
  if (caller.organizationId === NOWHERE) throw nowhere();
  if (requirement === "member") return;
  const { permission, subject } = requirement;
  if (!may(caller.access, permission)) throw forbidden();
  if (caller.deleteAfter && !holdsWhileClosing(permission)) throw closing(caller.deleteAfter);
  if (!subject) return;
  const id = (input as Readonly<Record<string, unknown>> | undefined)?.[subject.field];
  // An id that is no text is refused as such, once the input is read.
  if (typeof id === "string") await admitTo(database, caller, { permission, ...subject, id });
}

function refuseKeys({ userId }: Caller): void {
  if (userId) return;
  throw new AppError("forbidden", "A key has no account. Sign in to do this.");
}

interface Touched {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly field: string;
  readonly permission: Permission;
}

async function admitTo(
  database: Database,
  { organizationId, access }: Caller,
  { kind, id, field, permission }: Touched,
): Promise<void> {
  const found = isId(id)
    ? await withOrganization(database, organizationId, (scope) => teamOfSubject(scope, kind, id))
    : null;
  const answer = found && mayTouch(access, permission, { kind, teamId: found.teamId });
  if (answer === "allowed") return;
  if (answer === "forbidden") throw forbidden();
  throw new AppError("not_found", `There is no such ${WORDS[kind]}. Look at the list.`, {
    details: { field },
  });
}

const WORDS = {
  ...{ dataset: "dataset", job: "job", deletion: "deletion", key: "API key", team: "team" },
} as const;

const forbidden = (): AppError =>
  new AppError("forbidden", "Your role or key does not allow this. Ask an admin.", {
    details: { reason: "not_allowed" },
  });

const nowhere = (): AppError =>
  new AppError("forbidden", "You belong to no organization. Have somebody invite you.", {
    details: { reason: "no_organization" },
  });

const closing = (deleteAfter: Date): AppError =>
  new AppError(
    "conflict",
    "This organization is about to be deleted: nothing new is begun. An owner can keep it under Settings.",
    { details: { reason: "organization_closing", deleteAfter: deleteAfter.toISOString() } },
  );
