import type { OperationId } from "../../contracts/operation-access";
import { makesOrganizations, removesMembers, seesMembers } from "./besides";
import type { Place, Standing, ThingKind, Things, Verdict } from "./reading";

/** How an operation is called. */
export interface OperationCall {
  /**
   * Of what an id in the path is: by the parameter's name. Without: `id` is of the kind that the table of access names. A
   * word with `=` before it is the parameter itself.
   */
  readonly ids?: Readonly<Record<string, ThingKind | `=${string}`>>;
  /** What the body names, where it is neither in the path nor what the table of access names. */
  readonly names?: ThingKind;
  /** `things`: those under trial; `own`: those of the caller's own place. */
  readonly body?: (things: Things, own: Things) => object;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What whoever is admitted is told nevertheless, for a reason that is not theirs: no hook is set up. */
  readonly answers?: number;
  /** What a caller of one team gets for choosing another; 404 without. */
  readonly elsewhere?: number;
  /** What is asked besides what the table of access says, where the verb itself asks it. */
  readonly besides?: (caller: Standing, place: Place) => Verdict;
  /** What it names is gone afterwards, so that everything is put back after each call. */
  readonly spoils?: true;
}

const target = ({ dataset }: Things, { connection }: Things) => ({
  ...{ datasetId: dataset, connectionId: connection, model: "gpt-4o-mini" },
  request: { prompt: "Classify: {{text}}", maxOutputTokens: 20 },
});

const job = (things: Things, own: Things) => ({ name: "Tried", ...target(things, own) });

const file = ({ team }: Things) => {
  const form = new FormData();
  form.set("teamId", team);
  form.set("file", new File(["text\none\n"], "tried.csv"));
  return form;
};

/** Of a day that is to come, whenever this runs. */
export const AGREEMENT = {
  ...{ name: "Tried", provider: "openai", firstDay: "2999-01-01" },
  terms: { kind: "percent", percentOff: "10" },
};

const TUS = { "tus-resumable": "1.0.0" };

/**
 * How each operation is called, by its id in the OpenAPI document; several ways where it names several things. A new one
 * is added here: `{}` does for one without a body whose `{id}` the table of access explains.
 */
export const OPERATION_CALLS: Readonly<
  Record<OperationId, OperationCall | readonly OperationCall[]>
> = {
  "account.get": {},
  "account.update": { body: () => ({ name: "Renamed" }) },
  "account.changePassword": { body: () => ({}) },
  "account.changeEmail": { body: () => ({}) },
  "account.sessions.list": {},
  "account.sessions.end": { ids: { id: "session" }, spoils: true },
  "account.sessions.endOthers": { spoils: true },
  "account.secondFactor.begin": { body: () => ({ password: 1 }) },
  "account.secondFactor.confirm": { body: () => ({}) },
  "account.secondFactor.renewCodes": { body: () => ({}) },
  "account.secondFactor.end": { body: () => ({}) },

  "connections.list": {},
  "connections.providers": {},
  "connections.create": {
    body: () => ({ name: "Tried", provider: "openai", apiKey: "sk-sandbox-tried" }),
  },
  "connections.update": { ids: { id: "connection" }, body: () => ({ name: "Tried" }) },
  "connections.check": { ids: { id: "connection" } },
  "connections.survey": { ids: { id: "connection" } },

  "datasets.list": {},
  "datasets.get": {},
  "datasets.rows": {},
  "datasets.rejects": {},
  "datasets.rejectsFile": {},
  "datasets.update": { body: () => ({ name: "Tried" }) },
  // A job needs the data: whoever is admitted is told so.
  "datasets.delete": { spoils: true },
  "datasets.create": { names: "team", body: file },
  "uploads.create": { headers: { ...TUS, "upload-length": "9" } },
  "uploads.options": { headers: TUS },
  "uploads.offset": { ids: { id: "upload" }, headers: TUS },
  "uploads.append": {
    ids: { id: "upload" },
    headers: { ...TUS, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
  },
  "uploads.remove": { ids: { id: "upload" }, headers: TUS },
  "uploads.dataset": { ids: { id: "upload" } },

  "jobs.list": {},
  "jobs.get": {},
  "jobs.batches": {},
  "jobs.results": {},
  "jobs.create": [
    { body: job },
    { names: "connection", body: ({ connection }, own) => job(own, { ...own, connection }) },
    { names: "team", body: ({ team }, own) => ({ ...job(own, own), teamId: team }) },
  ],
  "jobs.cancel": {},
  "jobs.approve": {},
  "jobs.retry": {},
  // It has not ended: whoever is admitted is told so.
  "jobs.delete": { spoils: true },
  "deletions.list": {},
  "deletions.get": {},
  "retention.get": {},
  "retention.set": { body: () => ({ uploadDays: null, resultsDays: null, rawDays: null }) },
  live: {},

  "planning.estimate": [
    { body: target },
    { names: "connection", body: ({ connection }, own) => target(own, { ...own, connection }) },
  ],
  "planning.preview": { body: target },
  "planning.compare": {
    body: ({ dataset }) => ({ datasetId: dataset, request: { prompt: "Say {{text}}" } }),
  },
  "planning.models": { query: "provider=openai" },

  "prices.list": {},
  "prices.history": { query: "provider=openai&model=gpt-4o-mini" },
  "prices.agreements.list": {},
  "prices.agreements.create": { body: () => AGREEMENT },
  "prices.agreements.preview": { body: () => AGREEMENT },
  "prices.agreements.end": { ids: { id: "agreement" } },

  "organization.get": {},
  "organization.update": { body: () => ({ name: "Tried" }) },
  "organization.rotateDataKey": { spoils: true },
  // Not its name: it stays.
  "organization.deletion.request": { body: () => ({ name: "Another name" }) },
  "organization.deletion.revoke": { spoils: true },
  "organization.export": {},
  "organizations.list": {},
  "organizations.create": {
    body: () => ({ name: "Tried" }),
    besides: makesOrganizations,
    spoils: true,
  },
  "organizations.switch": { ids: { id: "organization" } },
  "organization.apiKeys.list": {},
  "organization.apiKeys.create": {
    names: "team",
    elsewhere: 403,
    body: ({ team }) => ({ name: "Tried", scopes: ["read"], teamId: team, expiresAt: null }),
  },
  "organization.apiKeys.update": { body: () => ({ name: "Tried" }) },
  "organization.apiKeys.rotate": { body: () => ({ overlapHours: 1 }), spoils: true },
  "organization.apiKeys.revoke": {},

  "audit.list": {},
  "audit.export": {},
  "audit.retention.get": {},
  "audit.retention.set": { body: () => ({ days: null }) },

  "members.list": {},
  "members.update": { ids: { id: "member" }, body: () => ({ role: "viewer" }) },
  "members.remove": { ids: { id: "member" }, besides: removesMembers, spoils: true },
  "members.transfer": {
    names: "member",
    body: ({ member }) => ({ userId: member }),
    spoils: true,
  },
  "invitations.list": {},
  // No mail goes out from here: whoever is admitted is told so.
  "invitations.create": {
    names: "team",
    body: ({ team }) => ({
      email: "tried@callers.example",
      teams: [{ teamId: team, role: "viewer" }],
    }),
    spoils: true,
  },
  "invitations.revoke": { ids: { id: "invitation" }, spoils: true },

  "teams.list": {},
  "teams.create": { body: () => ({ name: "Tried" }) },
  "teams.update": { body: () => ({ name: "Tried" }) },
  "teams.members": { ids: { id: "team" }, besides: seesMembers },
  "teams.setMember": { ids: { userId: "member" }, body: () => ({ role: "billing" }) },
  "teams.removeMember": { ids: { userId: "member" }, spoils: true },

  "reports.focus": { query: "month=2026-11" },
  "reports.savings": { query: "groupBy=team&simulated=true" },

  openapi: {},
  health: {},
  "signIn.step": {
    ids: { step: "=reset" },
    headers: { "sec-fetch-site": "same-origin" },
    body: () => ({}),
  },
  "hooks.take": { ids: { connection: "connection" }, body: () => ({}), answers: 404 },
};
