import { ceilingOfRows, maySendAgain } from "../core/budget";
import type { Money } from "../core/money";
import { type Problem, problem } from "../core/problem";
import type { Scope } from "../db/client";
import type { JobRecord } from "../db/job";
import { lockKeyOf } from "./key-cap";

interface Repair {
  readonly repairs: boolean;
  /** What it can cost at most, to be held for it; null: nothing bounds it, or there is none. */
  readonly most: Money | null;
  /** Why there is none, where the rows could be mended. */
  readonly error: Problem | null;
}

const NO_REPAIR: Repair = { repairs: false, most: null, error: null };

/**
 * Whether the budget of the key that made the job lets rows be sent once more. Locks the key, so call it first in its
 * transaction. What may not be sent again stays as it ended: a person may raise the budget and retry the job.
 */
export async function affordRepair(scope: Scope, job: JobRecord, rows: number): Promise<Repair> {
  if (rows === 0) return NO_REPAIR;
  const most = ceilingOfRows(job, rows);
  const { allowed } = maySendAgain(await lockKeyOf(scope, job), most);
  if (allowed) return { repairs: true, most, error: null };
  const error = problem(
    "key_budget_used",
    "Rows were not sent again: the budget of the API key that made the job allows no more. Raise it, then retry.",
    { rows },
  );
  return { ...NO_REPAIR, error };
}
