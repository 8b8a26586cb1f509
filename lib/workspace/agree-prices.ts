import type { AskedAgreement } from "../core/agreed-prices";
import { formatUsd, perMillionTokens } from "../core/money";
import { findListPrice, type PriceBook, type PriceEntry } from "../core/pricing";
import { type AgreementRecord, createAgreement, findAgreement } from "../db/agreement";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { AppError } from "../errors";
import { readAgreement } from "../line/read-agreement";
import type { Runtime } from "../runtime";

/**
 * Puts down what an organization has agreed with a provider. From its first day on batches are billed by it; those that
 * are billed already stay as they are. The same id again is the same agreement. Throws like `readAgreement`.
 */
export async function agreePrices(
  runtime: Runtime,
  organizationId: string,
  { id, ...input }: AskedAgreement & { readonly id: string },
): Promise<AgreementRecord> {
  const book = await runtime.prices.of(organizationId);
  const { agreement, entries } = readAgreement(book, input, { id, nowMs: runtime.now() });
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const createdAt = new Date(runtime.now());
    const made = { ...agreement, createdAt, createdByName: runtime.actor.name };
    if (await createAgreement(scope, made, entries)) {
      const { name, provider, model } = agreement;
      await noteAudit(scope, runtime, {
        ...{ action: "agreement.created", id, name },
        before: { prices: shown(entries, (entry) => listPriceOf(book, entry)) },
        after: {
          ...{ provider, model, firstDay: input.firstDay, lastDay: input.lastDay },
          prices: shown(entries, (entry) => entry.picoPerToken),
        },
      });
    }
    const kept = await findAgreement(scope, id);
    if (!kept) throw new AppError("conflict", "This id belongs to something else.");
    return kept;
  });
}

/** So many prices are told one by one; a percentage of everything comes to hundreds. */
const TOLD = 20;

function shown(
  entries: readonly PriceEntry[],
  price: (entry: PriceEntry) => bigint | null,
): string[] {
  const told = entries.slice(0, TOLD).map((entry) => {
    const { model, channel, meter, tierMinTokens } = entry;
    const pico = price(entry);
    const usd = pico === null ? "?" : formatUsd(perMillionTokens(pico));
    return [model, channel, meter, ...(tierMinTokens > 0 ? [`≥${tierMinTokens}`] : []), usd].join(
      " ",
    );
  });
  const more = entries.length - told.length;
  return more > 0 ? [...told, `+${more}`] : told;
}

function listPriceOf(book: PriceBook, entry: PriceEntry): bigint | null {
  const { provider, model, channel, meter, tierMinTokens, validFrom } = entry;
  const query = { provider, model, channel, meter, inputTokens: tierMinTokens, atMs: validFrom };
  return findListPrice(book, query)?.picoPerToken ?? null;
}
