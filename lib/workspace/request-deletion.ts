import { endOfGraceMs } from "../core/organization-deletion";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockOrganization, updateOrganization } from "../db/organization";
import { ownersOf } from "../db/user";
import { AppError } from "../errors";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { cancelLiveJobs } from "./cancel-live-jobs";
import { tellOwnersLater } from "./tell-owners";

/**
 * Asks for the organization's deletion, which is carried out after the days of grace; until then nothing new is begun there
 * and what runs is cancelled. `name` has to be its name, as a proof that this one is meant. Asked again, it carries on with
 * what a crash has left running, and the day stays. Throws `invalid_request`.
 */
export async function requestDeletion(
  runtime: Runtime,
  organizationId: string,
  { name }: { readonly name: string },
): Promise<StepResult> {
  const { database, actor, now } = runtime;
  const asked = await withOrganization(database, organizationId, async (scope) => {
    const organization = await lockOrganization(scope);
    if (organization?.name.trim() !== name.trim()) throw wrongName();
    if (organization.deleteAfter) return null;
    const deleteAfter = new Date(endOfGraceMs(now()));
    await updateOrganization(scope, { deleteAfter });
    await noteAudit(scope, runtime, {
      ...{ action: "organization.deletionRequested", id: organizationId, name: organization.name },
      after: { deleteAfter: deleteAfter.toISOString() },
    });
    return { deleteAfter, name: organization.name, owners: await ownersOf(scope) };
  });
  const result = await cancelLiveJobs(runtime, organizationId);
  if (asked) {
    tellOwnersLater(runtime, asked.owners, {
      ...{ kind: "organizationClosing", messageId: `${organizationId}-closing-${now()}` },
      values: { organization: asked.name, person: actor.name },
      dates: { date: asked.deleteAfter },
    });
  }
  return result;
}

const wrongName = (): AppError =>
  new AppError("invalid_request", "This is not the organization's name. Type it as it stands.", {
    details: { field: "name" },
  });
