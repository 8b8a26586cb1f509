import type { OperationId } from "../contracts/operation-access";
import type { AuditAction } from "../core/audit";
import {
  type AuditWorld,
  aConnection,
  aJob,
  aKey,
  aMember,
  anUpload,
  aTeam,
  beginSecondFactor,
  type Doer,
  endedJob,
  estimatedJob,
} from "./audited-things";
import { codeOf } from "./authenticator";
import type { Answered } from "./test-api";
import { formOf } from "./test-api";
import { TEST_PASSWORD } from "./test-line";

/** An operation that leaves one entry. `prepare` may leave some of its own; what it gives stands for `{id}` in the call. */
interface Noted {
  readonly action: AuditAction;
  /** What else it leaves, where it changes several things at once; before the action itself. */
  readonly besides?: readonly AuditAction[];
  readonly prepare?: (world: AuditWorld, doer: Doer) => Promise<string>;
  readonly call: (world: AuditWorld, doer: Doer, id: string) => Promise<Answered>;
}

/** An operation that leaves none, and why. */
interface Silent {
  readonly silent: string;
}

type Body = Readonly<Record<string, unknown>> | ((world: AuditWorld, doer: Doer) => object);

const send =
  (method: string, path: string, body?: Body): Noted["call"] =>
  (world, doer, id) => {
    const given = typeof body === "function" ? body(world, doer) : body;
    return doer.call(method, path.replace("{id}", id), given ? { body: given } : {});
  };

const silent = (why: string): Silent => ({ silent: why });

/** What each operation that is no GET leaves in the audit log. A new one is one line. */
export const AUDITED_OPERATIONS: Readonly<Partial<Record<OperationId, Noted | Silent>>> = {
  "connections.create": {
    action: "connection.created",
    call: send("POST", "/v1/connections", ({ secret }, { kind }) => ({
      ...{ name: `By ${kind}`, provider: "openai", apiKey: secret },
    })),
  },
  "connections.update": {
    action: "connection.updated",
    prepare: aConnection,
    call: send("PATCH", "/v1/connections/{id}", ({ secret }, { kind }) => ({
      ...{ name: `Renamed by ${kind}`, apiKey: `${secret}-2`, hookSecret: secret },
    })),
  },
  "connections.check": silent("asks the provider; what it learns is noted where that is new"),

  "datasets.create": {
    action: "dataset.created",
    call: ({ secret }, doer) =>
      doer.call("POST", "/v1/datasets", { body: formOf(`text\n${secret}\n`, "rows.csv") }),
  },
  "datasets.update": silent("the verb notes it, which `lib/workspace/audited-verbs.test.ts` holds"),
  "datasets.delete": silent("the verb notes it, which `lib/workspace/audited-verbs.test.ts` holds"),
  "jobs.delete": silent("the verb notes it, which `lib/workspace/audited-verbs.test.ts` holds"),
  "retention.set": silent("the verb notes it, which `lib/workspace/audited-verbs.test.ts` holds"),
  "organization.update": silent("`app/api/organization.test.ts` looks at what it leaves"),
  "organization.rotateDataKey": silent("`app/api/organization.test.ts` looks at what it leaves"),
  "organization.deletion.request": silent("no key may; see `app/api/organization.test.ts`"),
  "organization.deletion.revoke": silent("no key may; see `app/api/organization.test.ts`"),
  "organizations.create": silent("no key may; see `app/api/organization.test.ts`"),
  "organizations.switch": silent("changes a session alone"),
  "uploads.create": silent("the bytes are no data yet: `uploads.dataset` makes it"),
  "uploads.append": silent("the bytes are no data yet"),
  "uploads.remove": silent("the bytes were no data yet"),
  "uploads.dataset": {
    action: "dataset.created",
    prepare: anUpload,
    call: send("POST", "/uploads/{id}/dataset"),
  },

  "jobs.create": { action: "job.created", call: send("POST", "/v1/jobs", aJob) },
  "jobs.approve": {
    action: "job.approved",
    prepare: estimatedJob,
    call: send("POST", "/v1/jobs/{id}/approve"),
  },
  "jobs.cancel": {
    action: "job.cancelled",
    prepare: estimatedJob,
    call: send("POST", "/v1/jobs/{id}/cancel"),
  },
  "jobs.retry": {
    action: "job.retried",
    prepare: endedJob,
    call: send("POST", "/v1/jobs/{id}/retry"),
  },
  "planning.estimate": silent("makes nothing"),
  "planning.preview": silent("makes nothing"),

  "organization.apiKeys.create": {
    action: "key.created",
    call: send("POST", "/v1/api-keys", { name: "Nightly" }),
  },
  "organization.apiKeys.update": {
    action: "key.changed",
    prepare: aKey,
    call: send("PATCH", "/v1/api-keys/{id}", { name: "New", budgetUsd: "12.5" }),
  },
  "organization.apiKeys.rotate": {
    action: "key.rotated",
    prepare: aKey,
    call: send("POST", "/v1/api-keys/{id}/rotate", { overlapHours: 1 }),
  },
  "organization.apiKeys.revoke": {
    action: "key.revoked",
    prepare: aKey,
    call: send("DELETE", "/v1/api-keys/{id}"),
  },

  "members.update": {
    action: "member.changed",
    prepare: aMember,
    call: send("PATCH", "/v1/members/{id}", { role: "viewer" }),
  },
  "members.remove": {
    action: "member.removed",
    prepare: aMember,
    call: send("DELETE", "/v1/members/{id}"),
  },
  "invitations.create": {
    action: "invitation.created",
    call: send("POST", "/v1/invitations", (_, { kind }) => ({
      ...{ email: `by-${kind}@example.com`, role: "viewer" },
    })),
  },
  "invitations.revoke": {
    action: "invitation.revoked",
    prepare: async ({ api }, { kind }) => {
      const body = { email: `revoked-by-${kind}@example.com`, role: "viewer" };
      return (await api.call("POST", "/v1/invitations", { body })).body.id;
    },
    call: send("DELETE", "/v1/invitations/{id}"),
  },
  "teams.create": {
    action: "team.created",
    call: send("POST", "/v1/teams", (_, { kind }) => ({ name: `Made by ${kind}` })),
  },
  "teams.update": {
    action: "team.updated",
    prepare: aTeam,
    call: send("PATCH", "/v1/teams/{id}", (_, { kind }) => ({ name: `Renamed by ${kind}` })),
  },
  "teams.setMember": {
    action: "team.memberChanged",
    prepare: async (world, doer) => `${await aTeam(world, doer)}/members/${await aMember(world)}`,
    call: send("PUT", "/v1/teams/{id}", { role: "viewer" }),
  },
  "teams.removeMember": {
    action: "team.memberRemoved",
    prepare: async (world, doer) => {
      const place = `${await aTeam(world, doer)}/members/${await aMember(world)}`;
      await world.api.call("PUT", `/v1/teams/${place}`, { body: { role: "viewer" } });
      return place;
    },
    call: send("DELETE", "/v1/teams/{id}"),
  },

  "audit.retention.set": {
    action: "audit.retentionChanged",
    call: send("PUT", "/v1/audit/retention", (_, { kind }) => ({
      days: kind === "key" ? 90 : 180,
    })),
  },

  "account.update": silent("a person's name and language are of no organization"),
  "account.changeEmail": silent("sends a link; opening it is noted"),
  "account.sessions.end": silent("takes access only from whoever asks"),
  "account.sessions.endOthers": silent("takes access only from whoever asks"),
  "account.secondFactor.begin": silent("nothing holds before the first code"),
  "account.secondFactor.confirm": {
    action: "person.secondFactorOn",
    prepare: beginSecondFactor,
    call: async (_, doer, id) => {
      const body = { code: codeOf(id) };
      const answer = await doer.call("POST", "/v1/account/second-factor/confirm", { body });
      codes = answer.body.recoveryCodes;
      return answer;
    },
  },
  "account.secondFactor.renewCodes": {
    action: "person.recoveryCodesRenewed",
    call: async (_, doer) => {
      const body = { code: codes[0] };
      const answer = await doer.call("POST", "/v1/account/second-factor/recovery-codes", { body });
      codes = answer.body.recoveryCodes;
      return answer;
    },
  },
  "account.secondFactor.end": {
    action: "person.secondFactorOff",
    call: (_, doer) =>
      doer.call("POST", "/v1/account/second-factor/end", { body: { code: codes[1] } }),
  },
  "account.changePassword": {
    action: "person.passwordChanged",
    call: send("POST", "/v1/account/password", ({ secret }) => ({
      ...{ current: TEST_PASSWORD, password: `${secret} violet drum` },
    })),
  },
  // The last of them: whoever asks is no owner any more.
  "members.transfer": {
    action: "organization.transferred",
    besides: ["member.changed", "member.changed"],
    prepare: aMember,
    call: (_, doer, id) =>
      doer.call("POST", "/v1/organization/ownership", { body: { userId: id } }),
  },
  "signIn.step": silent("its steps are tried one by one beside the table"),
  "hooks.take": silent("a hint to look; what is found then moves batches, and nobody decided it"),
};

/** The recovery codes that hold, from the operation that made them to those that use one. */
let codes: string[] = [];
