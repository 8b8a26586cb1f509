import type { AgreementPreview, AgreementShown } from "../contracts/prices";
import type { AskedAgreement } from "../core/agreed-prices";
import { formatUsd, perMillionTokens } from "../core/money";
import { findListPrice, type PriceBook, type PriceEntry } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import { utcDay } from "../core/utc-day";
import {
  type AgreementRecord,
  agreementEntries,
  listAgreements as selectAgreements,
} from "../db/agreement";
import { withOrganization } from "../db/client";
import { readAgreement } from "../line/read-agreement";
import type { Runtime } from "../runtime";
import { type Page, pageOf } from "./page";

/** What was agreed with providers, newest first. */
export async function listAgreements(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit }: Page,
) {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const rows = await selectAgreements(scope, { after: cursor ?? null, limit: limit + 1 });
    const counts = await agreementEntries(
      scope,
      rows.map(({ id }) => id),
    );
    return pageOf(
      rows,
      limit,
      (row) => row.id,
      (row) => show(row, counts.get(row.id) ?? 0),
    );
  });
}

export async function showAgreement(
  runtime: Runtime,
  organizationId: string,
  agreement: AgreementRecord,
): Promise<AgreementShown> {
  const counts = await withOrganization(runtime.database, organizationId, (scope) =>
    agreementEntries(scope, [agreement.id]),
  );
  return show(agreement, counts.get(agreement.id) ?? 0);
}

function show(agreement: AgreementRecord, entries: number): AgreementShown {
  const { id, name, provider, model, channels, terms, createdByName } = agreement;
  return {
    ...{ id, name, model, entries, createdByName, channels: [...channels] },
    provider: provider as ProviderKind,
    terms:
      terms.kind === "percent"
        ? { kind: "percent", percentOff: String(terms.basisPoints / 100) }
        : {
            kind: "rates",
            rates: terms.rates.map(({ tierMinTokens: fromInputTokens, ...rate }) => ({
              ...rate,
              fromInputTokens,
            })),
          },
    firstDay: utcDay(agreement.validFrom),
    // The moment after it is the first of another day.
    lastDay: agreement.validTo === null ? null : utcDay(agreement.validTo - 1),
    createdAt: agreement.createdAt.toISOString(),
    endedAt: agreement.endedAt?.toISOString() ?? null,
  };
}

const EXAMPLES = 12;

/** What an agreement would come to, without keeping it. Throws like `readAgreement`. */
export async function previewAgreement(
  runtime: Runtime,
  organizationId: string,
  asked: AskedAgreement,
): Promise<AgreementPreview> {
  const book = await runtime.prices.of(organizationId);
  const { entries } = readAgreement(book, asked, { id: "preview", nowMs: runtime.now() });
  return {
    entries: entries.length,
    models: new Set(entries.map(({ model }) => model)).size,
    examples: entries.slice(0, EXAMPLES).map((entry) => example(book, entry)),
  };
}

function example(book: PriceBook, entry: PriceEntry): AgreementPreview["examples"][number] {
  const { provider, model, channel, meter, tierMinTokens, validFrom, picoPerToken } = entry;
  const query = { provider, model, channel, meter, inputTokens: tierMinTokens, atMs: validFrom };
  const list = findListPrice(book, query)?.picoPerToken ?? picoPerToken;
  return {
    ...{ model, channel, meter, fromInputTokens: tierMinTokens },
    list: formatUsd(perMillionTokens(list)),
    agreed: formatUsd(perMillionTokens(picoPerToken)),
  };
}
