import type { Agreement } from "../core/agreed-prices";
import type { Channel, PriceEntry } from "../core/pricing";
import type { Meter } from "../core/usage";
import { utcDay } from "../core/utc-day";
import type { Scope } from "./client";
import type { PriceAgreement } from "./generated/client";
import { toJson } from "./json-column";
import { fromMoney, toMoney } from "./money-column";

export interface AgreementRecord extends Agreement {
  readonly createdAt: Date;
  /** Who put it down, as they were called then. */
  readonly createdByName: string;
  readonly endedAt: Date | null;
}

function toRecord({ organizationId: _, ...row }: PriceAgreement): AgreementRecord {
  return {
    ...row,
    channels: row.channels as Channel[],
    terms: row.terms as unknown as Agreement["terms"],
    validFrom: row.validFrom.getTime(),
    validTo: row.validTo?.getTime() ?? null,
    readOn: utcDay(row.createdAt.getTime()),
  };
}

const timeOrNull = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** Puts an agreement down with the entries that follow from it; the same id again is the same agreement. */
export async function createAgreement(
  scope: Scope,
  { readOn: _, ...agreement }: Omit<AgreementRecord, "endedAt">,
  entries: readonly PriceEntry[],
): Promise<boolean> {
  const { organizationId } = scope;
  const { validFrom, validTo, channels, terms, ...rest } = agreement;
  const { count } = await scope.tx.priceAgreement.createMany({
    data: [
      {
        ...{ ...rest, organizationId, channels: [...channels], terms: toJson(terms) },
        ...{ validFrom: new Date(validFrom), validTo: timeOrNull(validTo) },
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await scope.tx.agreedPrice.createMany({
    data: entries.map(({ agreed: _agreed, derived: _derived, ...entry }) => ({
      ...{ ...entry, organizationId, agreementId: agreement.id },
      picoPerToken: fromMoney(entry.picoPerToken),
      validFrom: new Date(entry.validFrom),
      validTo: timeOrNull(entry.validTo),
      readOn: new Date(entry.readOn),
    })),
  });
  return true;
}

export async function findAgreement(scope: Scope, id: string): Promise<AgreementRecord | null> {
  const { organizationId } = scope;
  const row = await scope.tx.priceAgreement.findFirst({ where: { id, organizationId } });
  return row && toRecord(row);
}

/** Newest first. */
export async function listAgreements(
  scope: Scope,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<AgreementRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.priceAgreement.findMany({
    where: { organizationId, ...(after ? { id: { lt: after } } : {}) },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map(toRecord);
}

/** How many entries of the price book follow from each of these agreements. */
export async function agreementEntries(
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const counts = await scope.tx.agreedPrice.groupBy({
    by: ["agreementId"],
    where: { organizationId: scope.organizationId, agreementId: { in: [...ids] } },
    _count: true,
  });
  return new Map(counts.map(({ agreementId, _count }) => [agreementId, _count]));
}

/** Ends an agreement that has not been ended yet; whether there was one. */
export async function endAgreement(scope: Scope, id: string, endedAt: Date): Promise<boolean> {
  const { organizationId } = scope;
  const where = { id, organizationId, endedAt: null };
  const { count } = await scope.tx.priceAgreement.updateMany({ where, data: { endedAt } });
  return count > 0;
}

/** Every entry that holds or has held for the organization; those of an agreement that was ended end with it. */
export async function agreedPrices(scope: Scope): Promise<PriceEntry[]> {
  const rows = await scope.tx.agreedPrice.findMany({
    where: { organizationId: scope.organizationId },
    include: { agreement: { select: { endedAt: true } } },
    orderBy: { id: "asc" },
  });
  return rows.flatMap(({ organizationId: _, agreementId: _of, agreement, ...row }) => {
    const ends = [row.validTo, agreement.endedAt].flatMap((time) => time?.getTime() ?? []);
    const validFrom = row.validFrom.getTime();
    const validTo = ends.length > 0 ? Math.min(...ends) : null;
    if (validTo !== null && validTo <= validFrom) return [];
    return [
      {
        ...{ ...row, validFrom, validTo, derived: false, agreed: true as const },
        channel: row.channel as Channel,
        meter: row.meter as Meter,
        picoPerToken: toMoney(row.picoPerToken),
        readOn: utcDay(row.readOn.getTime()),
      },
    ];
  });
}
