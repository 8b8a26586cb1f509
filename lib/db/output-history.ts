import type { Scope } from "./client";

/** Outcomes of earlier jobs that asked the same of the same model: how many tokens an answer took. */
export async function outputHistory(
  scope: Scope,
  template: { requestHash: string; model: string },
): Promise<{ rows: number; outputTokens: number } | null> {
  const [row] = await scope.tx.$queryRaw<{ rows: bigint | null; tokens: string | null }[]>`
    SELECT sum(j.succeeded)::bigint AS rows, sum(l.quantity)::text AS tokens
    FROM jobs j JOIN LATERAL (
      SELECT sum(quantity) AS quantity FROM ledger_entries e
      WHERE e.job_id = j.id AND e.organization_id = ${scope.organizationId} AND e.meter = 'output' AND e.usable
    ) l ON true
    WHERE j.organization_id = ${scope.organizationId} AND j.request_hash = ${template.requestHash}
      AND j.model = ${template.model} AND j.finished_at IS NOT NULL AND j.succeeded > 0`;
  if (!row?.rows || !row.tokens) return null;
  return { rows: Number(row.rows), outputTokens: Number(row.tokens) };
}

/** What answers to the same request took, by model; models without any are absent. */
export async function outputHistories(
  scope: Scope,
  requestHash: string,
): Promise<Map<string, { rows: number; outputTokens: number }>> {
  const rows = await scope.tx.$queryRaw<{ model: string; rows: bigint; tokens: string | null }[]>`
    SELECT j.model, sum(j.succeeded)::bigint AS rows, sum(l.quantity)::text AS tokens
    FROM jobs j JOIN LATERAL (
      SELECT sum(quantity) AS quantity FROM ledger_entries e
      WHERE e.job_id = j.id AND e.organization_id = ${scope.organizationId} AND e.meter = 'output' AND e.usable
    ) l ON true
    WHERE j.organization_id = ${scope.organizationId} AND j.request_hash = ${requestHash}
      AND j.finished_at IS NOT NULL AND j.succeeded > 0
    GROUP BY j.model`;
  return new Map(
    rows.flatMap(({ model, rows: count, tokens }) =>
      tokens === null ? [] : [[model, { rows: Number(count), outputTokens: Number(tokens) }]],
    ),
  );
}
