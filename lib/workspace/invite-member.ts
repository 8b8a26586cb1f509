import { tellPerson } from "../account/tell-person";
import { beforeAttempt } from "../auth/attempts";
import { newLinkSecret } from "../auth/link-secret";
import { mayTouch } from "../core/access";
import { mayInvite, type Standing } from "../core/membership";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { createInvitation, invitationsTo, revokeInvitation } from "../db/invitation";
import { findMemberByEmail, lockMembers } from "../db/membership";
import { getOrganization } from "../db/organization";
import { findTeam } from "../db/team";
import { findUser, findUserByEmail, normalizeEmail } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Giver, heldBy, notAllowed } from "./member-rules";

const LIFE_MS = 7 * 24 * 60 * 60_000;

export interface NewInvitation extends Standing {
  /** The same id again is the same invitation with another secret. */
  readonly id: string;
  readonly email: string;
  readonly giver: Giver;
}

/**
 * Invites an address by mail, for seven days and once; it takes the place of one that is open. Throws `forbidden` for more
 * than the giver holds, `not_found` for a team that they do not see, `conflict` with `details.reason` `member` (and then
 * `userId`) or `invited`, `not_ready` where no mail goes anywhere, `rate_limited`.
 */
export async function inviteMember(
  runtime: Runtime,
  organizationId: string,
  { giver, ...invitation }: NewInvitation,
): Promise<void> {
  checkStanding(invitation);
  const { database } = runtime;
  const email = normalizeEmail(invitation.email);
  const { id, role, teams } = invitation;
  const { secret, hash } = newLinkSecret();
  const now = new Date(runtime.now());
  await withOrganization(database, organizationId, (scope) =>
    checkGiven(scope, giver, { role, teams }),
  );
  if (!runtime.settings.mailWorks) throw noMail();
  await beforeAttempt(database, "invitation", organizationId, now);
  await beforeAttempt(database, "mail", email, now);
  const organization = await withOrganization(database, organizationId, async (scope) => {
    await lockMembers(scope);
    const given = await checkGiven(scope, giver, { role, teams });
    await refuseMember(scope, email);
    await makeRoom(scope, runtime, { id, email, giver });
    const times = { createdAt: now, expiresAt: new Date(now.getTime() + LIFE_MS) };
    const made = { id, email, role, teams, hash, invitedById: giver.userId, ...times };
    await createInvitation(scope, made);
    const after = { role, teams: given };
    await noteAudit(scope, runtime, { action: "invitation.created", id, name: email, after });
    return (await getOrganization(scope))?.name ?? "";
  });
  const inviter = giver.userId ? await findUser(database, giver.userId) : null;
  const known = await findUserByEmail(database, email);
  const locale = known?.locale ?? inviter?.locale ?? "en";
  const values = { organization, inviter: inviter?.name ?? runtime.actor.name };
  const message = { kind: "invitation", path: "/invitation", secret, values } as const;
  tellPerson(runtime, { email, locale }, message);
}

function checkStanding({ role, teams }: Standing): void {
  const ids = teams.map(({ teamId }) => teamId);
  const wrong = (field: string, message: string) =>
    new AppError("invalid_request", message, { details: { field } });
  if (new Set(ids).size < ids.length)
    throw wrong("teams", "A team stands there twice. Choose one role.");
  if (role === null && ids.length === 0) throw wrong("role", "Choose a role, or a team.");
}

/** What is given, for the log: the teams by their names. Throws `not_found`, `forbidden`. */
async function checkGiven(scope: Scope, giver: Giver, standing: Standing): Promise<string[]> {
  const held = await heldBy(scope, giver);
  const names: string[] = [];
  for (const { teamId, role } of standing.teams) {
    const team = await findTeam(scope, teamId);
    const seen = mayTouch(held, "team:manage", { kind: "team", teamId }) !== "not_found";
    if (!team || !seen) throw noTeam();
    names.push(`${team.name}: ${role}`);
  }
  if (!mayInvite(held, standing)) throw notAllowed();
  return names;
}

async function refuseMember(scope: Scope, email: string): Promise<void> {
  const member = await findMemberByEmail(scope, email);
  if (!member) return;
  throw new AppError("conflict", "They are a member already. Change their role or teams instead.", {
    details: { field: "email", reason: "member", userId: member.userId },
  });
}

/** An open invitation to the address makes room, unless it gives what the giver could not have given. */
async function makeRoom(
  scope: Scope,
  runtime: Runtime,
  { id, email, giver }: { id: string; email: string; giver: Giver },
): Promise<void> {
  const held = await heldBy(scope, giver);
  const now = new Date(runtime.now());
  for (const open of await invitationsTo(scope, email)) {
    if (open.id === id) continue;
    if (open.expiresAt > now && !mayInvite(held, open)) throw invited();
    await revokeInvitation(scope, open.id, now);
    await noteAudit(scope, runtime, { action: "invitation.revoked", id: open.id, name: email });
  }
}

const noTeam = (): AppError =>
  new AppError("not_found", "There is no such team. Look at the list of teams.", {
    details: { field: "teams" },
  });

const invited = (): AppError =>
  new AppError("conflict", "Somebody else has invited them already. Ask an admin.", {
    details: { field: "email", reason: "invited" },
  });

const noMail = (): AppError =>
  new AppError("not_ready", "No mail goes out from here. Have SMTP_URL set, then invite again.", {
    details: { reason: "mail" },
  });
