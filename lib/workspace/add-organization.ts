import { membershipsOf } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { createOrganization } from "./create-organization";

export interface AddedOrganization {
  /** The same id again is the same organization. */
  readonly id: string;
  readonly name: string;
  readonly userId: string;
}

/**
 * Another organization of somebody who has an account, who becomes its owner. Where sign-up is closed the operator decides
 * who runs organizations here, so only somebody who runs one already may make another. Throws `forbidden`.
 */
export async function addOrganization(
  runtime: Runtime,
  { id, name, userId }: AddedOrganization,
): Promise<string> {
  const memberships = await membershipsOf(runtime.database, userId);
  if (memberships.some(({ organizationId }) => organizationId === id)) return id;
  const owns = memberships.some(({ role }) => role === "owner");
  if (!runtime.settings.signUpOpen && !owns) {
    throw new AppError(
      "forbidden",
      "New organizations are made by those who own one here. Ask an owner, or whoever runs Tranche.",
      { details: { reason: "sign_up_closed" } },
    );
  }
  return createOrganization(runtime, { id, name, teamName: "Default", ownerId: userId });
}
