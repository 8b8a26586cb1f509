import { teamsWith } from "@/lib/core/access";
import { parseUsd } from "@/lib/core/money";
import { listApiKeys, showApiKey } from "@/lib/queries/api-keys";
import { createApiKey } from "@/lib/workspace/create-api-key";
import { revokeApiKey } from "@/lib/workspace/revoke-api-key";
import { rotateApiKey } from "@/lib/workspace/rotate-api-key";
import { updateApiKey } from "@/lib/workspace/update-api-key";
import { type ApiContext, api } from "./api-context";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

const operations = api.organization.apiKeys;

/** Keys for programs: made, changed, rotated and revoked by whoever may manage those of a team or of all. */
export const apiKeyRouter = {
  list: operations.list.handler(({ input, context }) =>
    listApiKeys(...parts(context), {
      ...input,
      teams: teamsWith(context.caller.access, ["key:manage"]),
    }),
  ),
  create: operations.create.handler(async ({ input, context }) => {
    const { userId: createdById, access: giver } = context.caller;
    const { name, scopes, teamId } = input;
    const made = await createApiKey(...parts(context), {
      ...{ id: context.newId("key"), name, scopes, teamId, createdById, giver },
      budget: budgetOf(input.budgetUsd),
      expiresAt: timeOf(input.expiresAt),
    });
    return withSecret(context, made);
  }),
  update: operations.update.handler(async ({ input, context }) => {
    const { id, name, budgetUsd, expiresAt } = input;
    const changed = await updateApiKey(...parts(context), {
      id,
      ...(name === undefined ? {} : { name }),
      ...(budgetUsd === undefined ? {} : { budget: budgetOf(budgetUsd) }),
      ...(expiresAt === undefined ? {} : { expiresAt: timeOf(expiresAt) }),
    });
    return showApiKey(...parts(context), changed);
  }),
  rotate: operations.rotate.handler(async ({ input, context }) => {
    const rotation = { ...input, rotationId: context.newId("rot") };
    const { access: giver } = context.caller;
    return withSecret(context, await rotateApiKey(...parts(context), { ...rotation, giver }));
  }),
  revoke: operations.revoke.handler(async ({ input, context }) =>
    showApiKey(...parts(context), await revokeApiKey(...parts(context), input.id)),
  ),
};

type Made = Awaited<ReturnType<typeof createApiKey>>;

const withSecret = async (context: ApiContext, { key, secret }: Made) => ({
  ...(await showApiKey(...parts(context), key)),
  secret,
});

const budgetOf = (usd: string | null) => (usd === null ? null : parseUsd(usd));

const timeOf = (iso: string | null) => (iso === null ? null : new Date(iso));
