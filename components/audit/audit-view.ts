import { AUDIT_ACTIONS, type AuditAction } from "@/lib/core/audit";

/** What a reader has chosen to see of the log; it lives in the address, so that it can be sent to a colleague. */
export interface AuditView {
  readonly action?: AuditAction;
  /** The id of a person or key, or `system`. */
  readonly actor?: string;
  /** The id of a thing. */
  readonly subject?: string;
  /** UTC days, both inclusive, YYYY-MM-DD. */
  readonly from?: string;
  readonly to?: string;
}

const ID = /^\w{1,64}$/;

/** The view that an address names; what it names wrongly is left out. */
export function readAuditView(params: URLSearchParams): AuditView {
  const action = AUDIT_ACTIONS.find((known) => known === params.get("action"));
  const id = (name: string) => (ID.test(params.get(name) ?? "") ? params.get(name) : null);
  const day = (name: string) => (isDay(params.get(name) ?? "") ? params.get(name) : null);
  const [actor, subject, from, to] = [id("actor"), id("subject"), day("from"), day("to")];
  return {
    ...(action ? { action } : {}),
    ...(actor ? { actor } : {}),
    ...(subject ? { subject } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

export const writeAuditView = (view: AuditView): string =>
  new URLSearchParams(Object.entries(view)).toString();

export const isFiltered = (view: AuditView): boolean => Object.keys(view).length > 0;

/** What the API is asked for: days become moments, the last one up to its end. */
export function auditQuery({ from, to, ...rest }: AuditView) {
  return {
    ...rest,
    ...(from === undefined ? {} : { from: `${from}T00:00:00Z` }),
    ...(to === undefined ? {} : { to: dayAfter(to) }),
  };
}

const DAY_MS = 86_400_000;
const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString();

/** Of the years 1 to 9998: of others a program makes no moment that all understand. */
const isDay = (day: string): boolean =>
  /^(?!0000|9999)\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
