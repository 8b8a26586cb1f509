import { AppError } from "@/lib/errors";
import {
  listOwnOrganizations,
  showOrganization,
  showOwnOrganization,
} from "@/lib/queries/organizations";
import { addOrganization } from "@/lib/workspace/add-organization";
import { keepOrganization } from "@/lib/workspace/keep-organization";
import { requestDeletion } from "@/lib/workspace/request-deletion";
import { rotateDataKey } from "@/lib/workspace/rotate-data-key";
import { setUploadLimits } from "@/lib/workspace/set-upload-limits";
import { switchOrganization } from "@/lib/workspace/switch-organization";
import { updateOrganization } from "@/lib/workspace/update-organization";
import { type ApiContext, api } from "./api-context";
import { carryOn } from "./process";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

const shown = (context: ApiContext) => showOrganization(...parts(context), context.caller);

/** The organization that a call happens in: its name, its keys, its end. */
export const organizationLife = {
  get: api.organization.get.handler(({ context }) => shown(context)),
  update: api.organization.update.handler(async ({ input: { limits, ...change }, context }) => {
    await updateOrganization(...parts(context), change);
    if (limits) await setUploadLimits(...parts(context), limits);
    return shown(context);
  }),
  deletion: {
    request: api.organization.deletion.request.handler(async ({ input, context }) => {
      const result = await requestDeletion(...parts(context), input);
      await carryOn(context.process, context.caller.organizationId, result);
      return shown(context);
    }),
    revoke: api.organization.deletion.revoke.handler(async ({ context }) => {
      await keepOrganization(...parts(context));
      return shown(context);
    }),
  },
  rotateDataKey: api.organization.rotateDataKey.handler(async ({ context }) => {
    await rotateDataKey(...parts(context));
    return shown(context);
  }),
};

/** The person who asks: no key was admitted. */
function person({ caller: { userId, sessionId } }: ApiContext) {
  if (userId && sessionId) return { userId, sessionId };
  throw new AppError("internal", "Organizations of a person were asked for without one.");
}

/** The organizations of the person who asks. */
export const organizationsRouter = {
  list: api.organizations.list.handler(async ({ context }) => {
    const { process, caller } = context;
    const { userId } = person(context);
    const data = await listOwnOrganizations(process.runtime, userId, caller.organizationId);
    return { data, nextCursor: null };
  }),
  create: api.organizations.create.handler(async ({ input, context }) => {
    const { process, caller, newId } = context;
    const { userId } = person(context);
    const added = { ...input, id: newId("org"), userId };
    const id = await addOrganization(process.runtime, added);
    const current = caller.organizationId;
    return showOwnOrganization(process.runtime, { id, userId, current });
  }),
  switch: api.organizations.switch.handler(async ({ input: { id }, context }) => {
    const { userId, sessionId } = person(context);
    const { runtime } = context.process;
    await switchOrganization(runtime, { id, userId, sessionId });
    return showOwnOrganization(runtime, { id, userId, current: id });
  }),
};
