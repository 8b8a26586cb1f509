import { ACCOUNT_OPERATIONS } from "./audited-account";
import { type Audited, send, silent } from "./audited-operation";
import {
  aConnection,
  aDataset,
  aJob,
  aKey,
  aMember,
  anAgreement,
  anUpload,
  aTeam,
  endedJob,
  estimatedJob,
  nothingWaiting,
} from "./audited-things";
import { formOf } from "./test-api";

/** What each operation that is no GET leaves in the audit log. A new one is one line. */
export const AUDITED_OPERATIONS: Audited = {
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
  "datasets.update": {
    action: "dataset.updated",
    prepare: aDataset,
    call: send("PATCH", "/v1/datasets/{id}", { sensitivity: "no_batch_storage" }),
  },
  "datasets.delete": {
    action: "dataset.deleted",
    prepare: aDataset,
    call: send("DELETE", "/v1/datasets/{id}"),
  },
  "jobs.delete": {
    action: "job.deleted",
    prepare: endedJob,
    call: send("DELETE", "/v1/jobs/{id}"),
  },
  "retention.set": {
    action: "retention.changed",
    call: send("PUT", "/v1/retention", (_, { kind }) => ({
      ...{ uploadDays: kind === "key" ? 90 : 180, resultsDays: null, rawDays: null },
    })),
  },
  "organization.update": {
    action: "organization.updated",
    besides: ["organization.limited"],
    call: send("PATCH", "/v1/organization", (_, { kind }) => ({
      name: `Named by ${kind}`,
      limits: { maxUploadBytes: kind === "key" ? 1_000_000 : 2_000_000 },
    })),
  },
  "organization.rotateDataKey": {
    action: "dataKey.rotated",
    call: send("POST", "/v1/organization/data-key/rotation", {}),
  },
  "organizations.create": silent("stands in the log of the new one, which begins with it"),
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
  "planning.compare": silent("makes nothing"),

  "prices.agreements.create": {
    action: "agreement.created",
    call: send("POST", "/v1/prices/agreements", anAgreement),
  },
  "prices.agreements.preview": silent("makes nothing"),
  "prices.agreements.end": {
    action: "agreement.ended",
    prepare: async ({ api }) =>
      (await api.call("POST", "/v1/prices/agreements", { body: anAgreement() })).body.id,
    call: send("POST", "/v1/prices/agreements/{id}/end"),
  },

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

  ...ACCOUNT_OPERATIONS,
  "organization.deletion.request": {
    action: "organization.deletionRequested",
    prepare: nothingWaiting,
    call: async (_, doer) => {
      const { name } = (await doer.call("GET", "/v1/organization")).body;
      return doer.call("POST", "/v1/organization/deletion", { body: { name } });
    },
  },
  "organization.deletion.revoke": {
    action: "organization.kept",
    call: send("DELETE", "/v1/organization/deletion"),
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
