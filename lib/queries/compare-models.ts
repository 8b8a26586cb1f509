import type { ComparedModel, Comparison } from "../contracts/planning";
import { formatUsd, type Money } from "../core/money";
import type { PriceBook, PricedModel } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import type { PromptRequest } from "../core/request";
import { CONFIDENCE, type Range, type SampledRow } from "../core/token-estimate";
import { utcDay } from "../core/utc-day";
import { withOrganization } from "../db/client";
import { type DatasetRecord, datasetFiles } from "../db/dataset";
import { outputHistories } from "../db/output-history";
import { AppError } from "../errors";
import { estimateRequest, type RequestEstimate } from "../line/estimate-request";
import { fixedPart, type MeasuredRequest, measureRequest } from "../line/measure-request";
import { previewLines } from "../line/preview-lines";
import { assertFits, requestHash } from "../line/request-line";
import type { Runtime } from "../runtime";
import { ready } from "./datasets";

/** Its lines stand for everybody's: what the rows bring is the same text in each provider's words. */
const MEASURED_WITH = { provider: "openai", model: "gpt-4o-mini" } as const;

/** Base names of fine-tuned models only price their descendants; nobody can run them as they are. */
const FINE_TUNED = "ft:";

/**
 * What a prompt over a dataset would cost with every model that writes texts, the cheapest in batches first. The rows are
 * measured once; what a provider's own form adds is counted for each. Throws `invalid_request` where prompt and columns do
 * not fit, `not_ready`, `not_found`.
 */
export async function compareModels(
  runtime: Runtime,
  organizationId: string,
  { datasetId, request }: { readonly datasetId: string; readonly request: PromptRequest },
): Promise<Comparison> {
  const dataset = await ready(runtime, organizationId, datasetId);
  assertFits({ request, model: "", columns: dataset.columns });
  const book = await runtime.prices.of(organizationId);
  const hash = requestHash(organizationId, request, datasetId);
  const histories = await withOrganization(runtime.database, organizationId, (scope) =>
    outputHistories(scope, hash),
  );
  const target = { dataset, request };
  const lines = await linesWith(runtime, organizationId, target, MEASURED_WITH);
  const measured = await measureRequest(runtime, { ...lines, refused: 0 });
  const fixedParts = fixedPartsOf(runtime, organizationId, target);
  const data: (ComparedModel & { readonly order: Money | null })[] = [];
  for (const model of textModels(book, utcDay(runtime.now()))) {
    const provider = model.provider as ProviderKind;
    const fixed = await fixedParts(provider, model.model);
    const own = fixed ? withFixed(measured, fixed) : measured;
    const maxOutputTokens = request.maxOutputTokens ?? null;
    const estimate = estimateRequest(own, {
      ...{ book, provider, model: model.model, channel: "batch", maxOutputTokens },
      ...{ history: histories.get(model.model) ?? null, atMs: runtime.now() },
    });
    const misfits = fixed ? misfitsOf(model, request, own) : (["request"] as const);
    data.push({
      ...show(model, estimate, [...misfits]),
      order: (model.batch && estimate.batch?.expected) || null,
    });
  }
  return {
    data: data.toSorted(byCost).map(({ order: _, ...model }) => model),
    ...{ rows: measured.rows, confidence: CONFIDENCE },
  };
}

interface Target {
  readonly dataset: DatasetRecord;
  readonly request: PromptRequest;
}

async function linesWith(
  runtime: Runtime,
  organizationId: string,
  { dataset, request }: Target,
  { provider, model }: { readonly provider: ProviderKind; readonly model: string },
) {
  const target = { dataset, request, model, connection: { provider } };
  const { parts, texts } = await previewLines(runtime, organizationId, target);
  return { parts, texts, files: datasetFiles({ organizationId }, dataset) };
}

/**
 * What the lines of a model have in common, in its provider's own form; null where that model cannot be asked so. Counted
 * once for all models whose lines differ in the name alone.
 */
function fixedPartsOf(runtime: Runtime, organizationId: string, target: Target) {
  const counted = new Map<string, SampledRow>();
  return async (provider: ProviderKind, model: string): Promise<SampledRow | null> => {
    const asked = linesWith(runtime, organizationId, target, { provider, model });
    const lines = await asked.catch((error: unknown) => {
      if (error instanceof AppError && error.code === "invalid_request") return null;
      throw error;
    });
    if (!lines) return null;
    const shape = `${provider} ${JSON.stringify(lines.parts).replaceAll(model, "")}`;
    const fixed = counted.get(shape) ?? fixedPart(lines);
    counted.set(shape, fixed);
    return fixed;
  };
}

function withFixed(measured: MeasuredRequest, fixed: SampledRow): MeasuredRequest {
  const more = Math.max(0, fixed.tokens - measured.fixed.tokens);
  return {
    ...{ ...measured, fixed },
    inputTokensAtMost: measured.inputTokensAtMost + measured.rows * more,
    largestRowTokens: measured.largestRowTokens + more,
  };
}

const textModels = ({ models }: PriceBook, today: string): PricedModel[] =>
  models.filter(
    ({ api, model, retiresOn }) =>
      api === "chat" && !model.startsWith(FINE_TUNED) && (retiresOn === null || retiresOn > today),
  );

function misfitsOf(
  { maxInputTokens, vision }: PricedModel,
  { images = [], maxOutputTokens = 0 }: PromptRequest,
  { largestRowTokens }: MeasuredRequest,
): ComparedModel["misfits"] {
  const tooLong = largestRowTokens + maxOutputTokens > maxInputTokens;
  const blind = images.length > 0 && !vision;
  return [...(tooLong ? (["context"] as const) : []), ...(blind ? (["images"] as const) : [])];
}

function show(
  { provider, model, batch: inBatches, maxInputTokens, vision, reasoning }: PricedModel,
  { batch, realtime, rows, basis, prices, ceiling }: RequestEstimate,
  misfits: ComparedModel["misfits"],
): ComparedModel {
  const sold = inBatches ? batch : null;
  const perThousand = sold && rows > 0 ? (sold.expected * 1_000n) / BigInt(rows) : null;
  return {
    ...{ provider: provider as ProviderKind, model, basis, misfits, vision, reasoning },
    batch: sold && range(sold),
    realtime: realtime && range(realtime),
    perThousandRows: perThousand === null ? null : formatUsd(perThousand),
    ceiling: sold && ceiling !== null ? formatUsd(ceiling) : null,
    contextTokens: maxInputTokens,
    derived: prices.some((price) => price.derived),
    agreed: prices.some((price) => price.agreed),
  };
}

const range = ({ low, expected, high }: Range<Money>) => ({
  ...{ low: formatUsd(low), expected: formatUsd(expected), high: formatUsd(high) },
});

/** What is not sold in batches, or at a price that nobody knows, comes last. */
function byCost(
  a: ComparedModel & { readonly order: Money | null },
  b: ComparedModel & { readonly order: Money | null },
): number {
  if (a.order !== b.order) {
    if (a.order === null) return 1;
    if (b.order === null) return -1;
    return a.order < b.order ? -1 : 1;
  }
  return `${a.provider}/${a.model}` < `${b.provider}/${b.model}` ? -1 : 1;
}
