import type { Guest } from "../auth/guest";
import { NO_PASSWORD } from "../auth/password";
import type { Visitor } from "../auth/session";
import { personActor } from "../core/actor";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { linkAccount, personOfAccount } from "../db/sign-in-account";
import { addMember, createUser, findUserByEmail, membershipsOf, type UserRecord } from "../db/user";
import type { DomainClaim } from "../env";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { createOrganization } from "../workspace/create-organization";
import { noteOwn } from "./note-own";
import { tellPerson } from "./tell-person";

const NAMES: Readonly<Record<string, string>> = { google: "Google", github: "GitHub" };

/**
 * The person behind an account at a provider. An account that was here before is known by the provider's own name for it,
 * whatever its address is now. One that is new is led by its address, and only by one that the provider vouches for: to
 * the account that has it (every account's address was proven when it was made, so nobody can lie in wait under another's
 * address; a second factor is still asked for, and the person is told), else to a new account. Who comes through single
 * sign-on from a domain that an organization claims becomes a member there; once
 * a domain is claimed, it speaks for no address in another. Throws `forbidden` with `details.reason`:
 * `unverified`, or `closed` where people come by invitation.
 */
export async function admitGuest(
  runtime: Runtime,
  guest: Guest,
  claims: readonly DomainClaim[],
  visitor: Visitor,
): Promise<string> {
  const known = await personOfAccount(runtime.database, guest);
  if (known) return known;
  if (!guest.emailVerified || !guest.email) {
    throw refusal("unverified", "The provider does not confirm this address. Sign in another way.");
  }
  const claim = claimOn(guest, claims);
  if (guest.provider === "oidc" && claims.length > 0 && !claim) {
    throw refusal("unverified", "The company's provider does not speak for this address's domain.");
  }
  const person = await findUserByEmail(runtime.database, guest.email);
  const { provider, subject, email } = guest;
  const userId = person?.id ?? runtime.newId("user");
  const own = { ...runtime, actor: personActor({ id: userId, email }, visitor) };
  if (!person) await makePerson(own, { ...guest, id: userId }, claim);
  if (claim) await join(own, { id: userId, email }, claim);
  const also = noteOwn(own, { id: userId, email }, "person.accountLinked", { provider });
  const account = { provider, subject, userId };
  await linkAccount(runtime.database, account, new Date(runtime.now()), also);
  if (person) tell(runtime, person, guest);
  return userId;
}

/** Only the company's own provider speaks for the company's domain. */
function claimOn({ provider, email }: Guest, claims: readonly DomainClaim[]): DomainClaim | null {
  if (provider !== "oidc") return null;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return claims.find((claim) => claim.domain === domain) ?? null;
}

async function makePerson(
  runtime: Runtime,
  { id, ...guest }: Guest & { readonly id: string },
  claim: DomainClaim | null,
): Promise<void> {
  const name = guest.name || (guest.email.split("@")[0] ?? guest.email);
  const person = { email: guest.email, name, passwordHash: NO_PASSWORD, locale: "en" };
  if (claim) {
    await createUser(runtime.database, { ...person, id });
    return;
  }
  if (!runtime.settings.signUpOpen) {
    throw refusal("closed", "New accounts are made by invitation here. Ask an owner.");
  }
  const organization = { name: `${name}’s organization`, teamName: "Default" };
  await createOrganization(runtime, { ...organization, ownerId: id, newOwner: person });
}

async function join(
  runtime: Runtime,
  { id, email }: { id: string; email: string },
  { organizationId, role }: DomainClaim,
): Promise<void> {
  const { database } = runtime;
  const memberships = await membershipsOf(database, id);
  if (memberships.some((member) => member.organizationId === organizationId)) return;
  await withOrganization(database, organizationId, async (scope) => {
    await addMember(scope, id, role);
    const after = { role, way: "single sign-on" };
    await noteAudit(scope, runtime, { action: "member.joined", id, name: email, after });
  });
}

function tell(runtime: Runtime, person: UserRecord, { provider }: Guest): void {
  const values = { provider: NAMES[provider] ?? "single sign-on" };
  tellPerson(runtime, person, { kind: "accountLinked", path: "/settings/account", values });
}

const refusal = (reason: "unverified" | "closed", message: string): AppError =>
  new AppError("forbidden", message, { details: { reason } });
