import type { BillingPeriod, FocusEntry } from "../core/focus-row";
import type { Scope } from "./client";

export interface FocusQuery {
  readonly period: BillingPeriod;
  readonly simulated: boolean;
  /** Null: of every team. */
  readonly teams: readonly string[] | null;
}

/** Where a page ended. */
export type FocusPlace = Pick<FocusEntry, "day" | "id">;

/**
 * A page of the ledger of a month, in order of day and id, with what belongs to each entry. The page comes as one
 * text: a row at a time, the driver takes longer than the database.
 */
export async function focusPage(
  scope: Scope,
  { period, simulated, teams }: FocusQuery,
  { after, limit }: { readonly after: FocusPlace | null; readonly limit: number },
): Promise<FocusEntry[]> {
  const { organizationId } = scope;
  const place = after ?? { day: period.start, id: "" };
  const [found] = await scope.tx.$queryRaw<{ page: string }[]>`
    SELECT coalesce(json_agg(row_to_json(entry)), '[]')::text AS page FROM (
      SELECT e.id, e.day, e.day + 1 AS "dayAfter", e.created_at >= ${period.end}::timestamptz AS "afterPeriod", e.revision, e.usable, e.simulated,
        e.provider, e.model, e.meter, e.quantity::text, e.billed::text, e.realtime::text, e.price_id AS "priceId",
        e.price #>> '{billed,channel}' AS channel, (e.price #> '{billed,tierMinTokens}') AS "tierMinTokens",
        (e.price #> '{billed,derived}') AS derived, e.price #>> '{billed,picoPerToken}' AS "contractedPico",
        e.price #>> '{realtime,id}' AS "listPriceId", e.price #>> '{realtime,picoPerToken}' AS "listPico",
        e.team_id AS "teamId", t.name AS "teamName", e.job_id AS "jobId", j.name AS "jobName",
        j.created_by_id AS "memberId", j.api_key_id AS "apiKeyId", e.batch_id AS "batchId", e.remote_id AS "remoteId",
        b.attempt, c.id AS "connectionId", c.name AS "connectionName", c.settings ->> 'region' AS region
      FROM (
        SELECT * FROM ledger_entries
        WHERE organization_id = ${organizationId} AND simulated = ${simulated}
          AND day >= ${place.day}::date AND day < ${period.end}::date AND (day, id) > (${place.day}::date, ${place.id})
          AND (${teams}::text[] IS NULL OR team_id = ANY(${teams}::text[]))
        ORDER BY day, id LIMIT ${limit}
      ) e
      JOIN batches b ON b.id = e.batch_id AND b.organization_id = ${organizationId}
      JOIN jobs j ON j.id = e.job_id AND j.organization_id = ${organizationId}
      JOIN teams t ON t.id = e.team_id AND t.organization_id = ${organizationId}
      JOIN connections c ON c.id = b.connection_id AND c.organization_id = ${organizationId}
      ORDER BY e.day, e.id
    ) entry`;
  return JSON.parse(found?.page ?? "[]");
}
