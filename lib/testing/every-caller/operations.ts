import type { OperationId } from "../../contracts/operation-access";
import type { ThingKind, Things } from "./reading";

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
  live: {},

  "planning.estimate": [
    { body: target },
    { names: "connection", body: ({ connection }, own) => target(own, { ...own, connection }) },
  ],
  "planning.preview": { body: target },
  "planning.models": { query: "provider=openai" },

  "organization.teams": {},
  "organization.apiKeys.list": {},
  "organization.apiKeys.create": {
    names: "team",
    elsewhere: 403,
    body: ({ team }) => ({ name: "Tried", scopes: ["read"], teamId: team, expiresAt: null }),
  },
  "organization.apiKeys.revoke": {},

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
