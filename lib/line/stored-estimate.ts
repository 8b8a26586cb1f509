import { formatUsd, type Money } from "../core/money";
import type { Range } from "../core/token-estimate";
import type { RequestEstimate } from "./estimate-request";

/** An estimate as it is stored and as the API shows it: money in decimal dollars, the price entries that it rests on beside. */
export function toStoredEstimate(estimate: RequestEstimate, simulated: boolean) {
  return {
    rows: estimate.rows,
    inputTokens: estimate.inputTokens,
    outputTokens: estimate.outputTokens,
    batch: money(estimate.batch),
    realtime: money(estimate.realtime),
    confidence: estimate.confidence,
    basis: estimate.basis,
    ceiling: estimate.ceiling === null ? null : formatUsd(estimate.ceiling),
    tokensPerByte: estimate.tokensPerByte,
    priceIds: estimate.prices.map((price) => price.id),
    simulated,
  };
}

function money(range: Range<Money> | null) {
  return (
    range && {
      low: formatUsd(range.low),
      expected: formatUsd(range.expected),
      high: formatUsd(range.high),
    }
  );
}
