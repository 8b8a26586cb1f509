import type { OperationId } from "../contracts/operation-access";
import type { AuditAction } from "../core/audit";
import type { AuditWorld, Doer } from "./audited-things";
import type { Answered } from "./test-api";

/** An operation that leaves one entry. `prepare` may leave some of its own; what it gives stands for `{id}` in the call. */
export interface Noted {
  readonly action: AuditAction;
  /** What else it leaves, where it changes several things at once; before the action itself. */
  readonly besides?: readonly AuditAction[];
  readonly prepare?: (world: AuditWorld, doer: Doer) => Promise<string>;
  readonly call: (world: AuditWorld, doer: Doer, id: string) => Promise<Answered>;
}

/** An operation that leaves none, and why. */
export interface Silent {
  readonly silent: string;
}

type Body = Readonly<Record<string, unknown>> | ((world: AuditWorld, doer: Doer) => object);

export const send =
  (method: string, path: string, body?: Body): Noted["call"] =>
  (world, doer, id) => {
    const given = typeof body === "function" ? body(world, doer) : body;
    return doer.call(method, path.replace("{id}", id), given ? { body: given } : {});
  };

export const silent = (why: string): Silent => ({ silent: why });

/** What operations leave in the audit log. */
export type Audited = Readonly<Partial<Record<OperationId, Noted | Silent>>>;
