import {
  type Agreement,
  type AskedAgreement,
  agreedEntries,
  unlistedRates,
} from "../core/agreed-prices";
import { type PriceBook, type PriceEntry, resolveModel } from "../core/pricing";
import { utcDay } from "../core/utc-day";
import { AppError } from "../errors";

const DAY_MS = 86_400_000;

export interface ReadAgreement {
  readonly agreement: Agreement;
  /** What it comes to, one at least. */
  readonly entries: readonly PriceEntry[];
}

/**
 * What somebody has put down, as the price book takes it. Throws `invalid_request` naming the field for a model or a price
 * that the book does not know, for terms that do not fit together, and for days that are over.
 */
export function readAgreement(
  book: PriceBook,
  input: AskedAgreement,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): ReadAgreement {
  const { name, provider, channels } = input;
  const model = input.model === null ? null : resolveModel(book, provider, input.model);
  if (input.model !== null && model === null) {
    throw wrong("model", `The price book knows no ${input.model} of this provider. Look for it.`);
  }
  const agreement: Agreement = {
    ...{ id, name, provider, model, channels, terms: termsOf(input) },
    ...{ ...periodOf(input, nowMs), readOn: utcDay(nowMs) },
  };
  const [unlisted] = unlistedRates(book, agreement);
  if (unlisted) {
    const { channel, meter, tierMinTokens } = unlisted;
    const what = `${channel} ${meter} from ${tierMinTokens} input tokens`;
    throw wrong("terms", `The list has no price for ${what}, so this one would never count.`);
  }
  const entries = agreedEntries(book, agreement);
  if (entries.length > 0) return { agreement, entries };
  throw wrong("channels", "The list has no price for any of this. Choose other channels.");
}

function termsOf({ terms, model, channels }: AskedAgreement): Agreement["terms"] {
  if (terms.kind === "percent") {
    const basisPoints = Math.round(Number(terms.percentOff) * 100);
    if (basisPoints >= 1 && basisPoints <= 10_000) return { kind: "percent", basisPoints };
    throw wrong("terms", "A percentage off the list is above 0 and at most 100.");
  }
  if (model === null) throw wrong("model", "Rates are of one model. Choose it.");
  if (channels.length > 0) throw wrong("channels", "Each rate names its channel. Leave this out.");
  const rates = terms.rates.map(({ fromInputTokens, ...rate }) => ({
    ...rate,
    tierMinTokens: fromInputTokens,
  }));
  const names = rates.map((rate) => `${rate.channel} ${rate.meter} ${rate.tierMinTokens}`);
  if (new Set(names).size === names.length) return { kind: "rates", rates };
  throw wrong("terms", "One price stands here twice. Leave one of them out.");
}

const LAST = "2999-12-31";

function periodOf({ firstDay, lastDay }: AskedAgreement, nowMs: number) {
  if (firstDay < utcDay(nowMs)) {
    throw wrong("firstDay", "Batches of days before today are billed already. Begin today.");
  }
  for (const [field, day] of Object.entries({ firstDay, lastDay })) {
    if (day && day > LAST) throw wrong(field, "Days go up to the year 2999. Leave the end open.");
  }
  if (lastDay !== null && lastDay < firstDay) {
    throw wrong("lastDay", "The last day is before the first.");
  }
  const validTo = lastDay === null ? null : Date.parse(lastDay) + DAY_MS;
  return { validFrom: Date.parse(firstDay), validTo };
}

const wrong = (field: string, message: string): AppError =>
  new AppError("invalid_request", message, { details: { field } });
