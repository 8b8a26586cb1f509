import type { AnyContractProcedure } from "@orpc/contract";
import type { Permission, Requirement, SubjectKind } from "../core/access";
import type { contract } from "./contract";

const on = (kind: SubjectKind, permission: Permission, field = "id"): Requirement => ({
  permission,
  subject: { kind, field },
});

/** Work with data that one only has to be able to read. */
const withData = (permission: Permission): Requirement => ({
  permission,
  subject: { kind: "dataset", field: "datasetId", permission: "work:read" },
});

type OperationOf<Contract, Prefix extends string = ""> = {
  [Name in keyof Contract & string]: Contract[Name] extends AnyContractProcedure
    ? `${Prefix}${Name}`
    : OperationOf<Contract[Name], `${Prefix}${Name}.`>;
}[keyof Contract & string];

/** The operations that the JSON contract cannot say; they stand in the OpenAPI document under these ids. */
type OtherOperation =
  | "audit.export"
  | "datasets.create"
  | "datasets.rejectsFile"
  | "jobs.results"
  | "reports.focus"
  | "organization.export"
  | "openapi"
  | "health"
  | "live"
  | "hooks.take"
  | "signIn.step"
  | `uploads.${"create" | "options" | "offset" | "append" | "remove" | "dataset"}`;

export type OperationId = OperationOf<typeof contract> | OtherOperation;

/** What each operation of the API asks of its caller. One that is not here is refused to everybody. */
export const OPERATION_ACCESS: Readonly<Record<OperationId, Requirement>> = {
  "account.get": "person",
  "account.update": "person",
  "account.changePassword": "person",
  "account.changeEmail": "person",
  "account.sessions.list": "person",
  "account.sessions.end": "person",
  "account.sessions.endOthers": "person",
  "account.secondFactor.begin": "person",
  "account.secondFactor.confirm": "person",
  "account.secondFactor.renewCodes": "person",
  "account.secondFactor.end": "person",

  "connections.list": { permission: "work:read" },
  "connections.providers": { permission: "work:read" },
  "connections.create": { permission: "connection:manage" },
  "connections.update": { permission: "connection:manage" },
  "connections.check": { permission: "connection:manage" },
  "connections.survey": { permission: "connection:manage" },

  "datasets.list": { permission: "work:read" },
  "datasets.get": on("dataset", "work:read"),
  "datasets.rows": on("dataset", "work:read"),
  "datasets.rejects": on("dataset", "work:read"),
  "datasets.rejectsFile": on("dataset", "work:read"),
  "datasets.update": on("dataset", "work:submit"),
  "datasets.delete": on("dataset", "work:delete"),
  "datasets.create": { permission: "work:submit" },
  "uploads.create": { permission: "work:submit" },
  "uploads.options": { permission: "work:submit" },
  "uploads.offset": { permission: "work:submit" },
  "uploads.append": { permission: "work:submit" },
  "uploads.remove": { permission: "work:submit" },
  "uploads.dataset": { permission: "work:submit" },

  "jobs.list": { permission: "work:read" },
  "jobs.get": on("job", "work:read"),
  "jobs.batches": on("job", "work:read"),
  "jobs.results": on("job", "work:read"),
  "jobs.create": withData("work:submit"),
  "jobs.cancel": on("job", "work:submit"),
  "jobs.approve": on("job", "job:approve"),
  // It sends rows once more, which costs.
  "jobs.retry": on("job", "job:approve"),
  "jobs.delete": on("job", "work:delete"),
  "deletions.list": { permission: "work:read" },
  "deletions.get": on("deletion", "work:read"),
  "retention.get": { permission: "work:read" },
  "retention.set": { permission: "organization:manage" },
  live: { permission: "work:read" },

  "planning.estimate": withData("work:submit"),
  "planning.compare": withData("work:submit"),
  "planning.preview": withData("work:submit"),
  "planning.models": { permission: "work:read" },

  "prices.list": "member",
  "prices.history": "member",
  "prices.agreements.list": "member",
  "prices.agreements.create": { permission: "organization:manage" },
  "prices.agreements.preview": { permission: "organization:manage" },
  "prices.agreements.end": { permission: "organization:manage" },

  "organization.get": "member",
  "organization.update": { permission: "organization:manage" },
  "organization.rotateDataKey": { permission: "organization:manage" },
  "organization.deletion.request": { permission: "organization:own" },
  "organization.deletion.revoke": { permission: "organization:own" },
  "organization.export": { permission: "organization:own" },
  "organizations.list": "person",
  "organizations.create": "person",
  "organizations.switch": "person",
  "organization.apiKeys.list": { permission: "key:manage" },
  "organization.apiKeys.create": { permission: "key:manage" },
  "organization.apiKeys.update": on("key", "key:manage"),
  "organization.apiKeys.rotate": on("key", "key:manage"),
  "organization.apiKeys.revoke": on("key", "key:manage"),

  "audit.list": { permission: "audit:read" },
  "audit.export": { permission: "audit:read" },
  "audit.retention.get": { permission: "audit:read" },
  "audit.retention.set": { permission: "organization:manage" },

  "members.list": { permission: "member:read" },
  "members.update": { permission: "member:manage" },
  // Whoever it is may leave; the verb asks for `member:manage` to remove somebody else.
  "members.remove": "member",
  "members.transfer": { permission: "organization:own" },
  // Into the organization with `member:manage`, which the verb asks for; into one's own team with this.
  "invitations.list": { permission: "team:manage" },
  "invitations.create": { permission: "team:manage" },
  "invitations.revoke": { permission: "team:manage" },

  "teams.list": "member",
  "teams.create": { permission: "organization:manage" },
  "teams.update": on("team", "team:manage"),
  // Two ways lead there, `member:read` and `team:manage` in the team; the query asks for one of them.
  "teams.members": "member",
  "teams.setMember": on("team", "team:manage"),
  "teams.removeMember": on("team", "team:manage"),

  "reports.focus": { permission: "report:read" },
  "reports.savings": { permission: "report:read" },

  openapi: "public",
  health: "public",
  "signIn.step": "public",
  // The signature says who sends it.
  "hooks.take": "public",
};
