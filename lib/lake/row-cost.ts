import { METERS, type Meter } from "../core/usage";
import { quoteLiteral } from "./sql";

/** One price as it was booked for a batch. */
export interface CostRate {
  /** As the outcomes name it. */
  readonly model: string | null;
  readonly tierMinTokens: number;
  readonly meter: Meter;
  /** Whole pico-dollars per token, as decimal digits. */
  readonly picoPerToken: string;
}

/**
 * SQL of a relation `row`, `cost` (HUGEINT pico-dollars, exact): what all executions of a row cost. Null where a row was
 * never priced, and where something that was used, or a success, has no known price. `outcomes` is a relation of
 * outcomes with `batch`, the place in `ratesByBatch`.
 */
export function rowCosts(outcomes: string, ratesByBatch: readonly (readonly CostRate[])[]): string {
  const meters = METERS.join(", ");
  const costs = METERS.map(
    (meter) => `CASE WHEN e.${meter} = 0 THEN 0 ELSE e.${meter} * p.${meter} END`,
  );
  return `(
    SELECT "row", CASE WHEN bool_or(unknown) THEN NULL ELSE sum(cost)::HUGEINT END AS cost
    FROM (
      SELECT e."row", ${costs.join(" + ")} AS cost,
        cost IS NULL AND (e.usable OR e.input IS NOT NULL) AS unknown
      FROM (
        SELECT "row", batch, usable, model, tier, ${meters} FROM ${outcomes}
        UNION ALL BY NAME
        SELECT "row", batch, false AS usable, model, tier, ${meters}
        FROM (SELECT "row", batch, unnest(extra, recursive := true) FROM ${outcomes} WHERE extra IS NOT NULL)
      ) e
      LEFT JOIN ${priceTable(ratesByBatch)} p
        ON p.batch = e.batch AND p.tier = e.tier AND p.model IS NOT DISTINCT FROM e.model
    ) GROUP BY "row")`;
}

/** A HUGEINT of pico-dollars as dollars: up to 12 decimals, unrounded, no exponent; null stays null. */
export function dollarText(pico: string): string {
  const one = "1000000000000::HUGEINT";
  const decimals = `rtrim(lpad((${pico} % ${one})::VARCHAR, 12, '0'), '0')`;
  return `CASE WHEN ${pico} % ${one} = 0 THEN (${pico} // ${one})::VARCHAR
    ELSE (${pico} // ${one})::VARCHAR || '.' || ${decimals} END`;
}

/** One row per batch, model and tier, one HUGEINT column per meter. */
function priceTable(ratesByBatch: readonly (readonly CostRate[])[]): string {
  const columns = METERS.map((meter) => `max(pico) FILTER (meter = '${meter}') AS ${meter}`);
  const rows = ratesByBatch.flatMap((rates, batch) => rates.map((rate) => rateRow(rate, batch)));
  const none = `(NULL::INTEGER, NULL::VARCHAR, NULL::BIGINT, NULL::VARCHAR, NULL::HUGEINT)`;
  return `(
    SELECT batch, model, tier, ${columns.join(", ")}
    FROM (VALUES ${[none, ...rows].join(", ")}) r(batch, model, tier, meter, pico)
    GROUP BY batch, model, tier)`;
}

function rateRow(rate: CostRate, batch: number): string {
  if (!/^\d{1,30}$/.test(rate.picoPerToken)) {
    throw new RangeError("a price must be whole pico-dollars per token");
  }
  const model = rate.model === null ? "NULL" : quoteLiteral(rate.model);
  return `(${batch}, ${model}, ${Math.trunc(rate.tierMinTokens)}, '${rate.meter}', ${quoteLiteral(rate.picoPerToken)}::HUGEINT)`;
}
