import type { Money } from "./money";
import {
  type Channel,
  findListPrice,
  findPrice,
  type PriceBook,
  type PriceEntry,
  resolveModel,
} from "./pricing";
import { METERS, type Meter, type Usage } from "./usage";

/** Result lines of one batch that share everything a price depends on. */
export interface UsageGroup {
  /** The model that the answers name, usually a dated snapshot; null when they name none. */
  readonly model: string | null;
  /** Whether the rows succeeded. What the others cost is waste. */
  readonly usable: boolean;
  /** The start of the context tier that each of these requests fell into; see `tierThresholds`. */
  readonly tierMinTokens: number;
  /** All rows of the group, those without usage included. */
  readonly rows: number;
  /** Rows whose usage the provider did not state. They are unpriced, not free. */
  readonly unknownUsageRows: number;
  /** Of the rows whose usage is known. */
  readonly usage: Usage;
}

/** One entry to append: a batch x meter x price x usable or waste x revision. */
export interface LedgerLine {
  readonly meter: Meter;
  readonly usable: boolean;
  /** Tokens. Negative in a correction. */
  readonly quantity: bigint;
  readonly billed: Money;
  /** What the same usage costs at the list real-time price; zero for waste, which saved nothing. */
  readonly realtime: Money;
  /** The entries that priced it, copied so that any report can be computed again. */
  readonly price: PriceEntry;
  readonly realtimePrice: PriceEntry;
  readonly simulated: boolean;
  readonly revision: number;
}

/** Usage for which no price is known. Shown and counted, in no sum of money. */
export interface UnpricedGroup {
  readonly model: string;
  readonly usable: boolean;
  readonly tierMinTokens: number;
  readonly rows: number;
  readonly usage: Usage;
}

export interface Settlement {
  readonly lines: readonly LedgerLine[];
  /** Rows without usage, and rows with usage but no price. */
  readonly unpricedRows: number;
  readonly unpriced: readonly UnpricedGroup[];
}

export interface SettleInput {
  readonly groups: readonly UsageGroup[];
  readonly book: PriceBook;
  readonly provider: string;
  readonly channel: Channel;
  readonly requestedModel: string;
  /** The provider's created time of the batch, epoch milliseconds: the prices of that moment hold. */
  readonly atMs: number;
  readonly simulated: boolean;
  readonly revision: number;
}

/**
 * Prices what a batch used. A group is priced whole or not at all: when one of its meters has no price, its
 * rows are unpriced. Throws a RangeError when a count is negative or not whole.
 */
export function settle(input: SettleInput): Settlement {
  const lines = new Map<string, LedgerLine>();
  const unpriced: UnpricedGroup[] = [];
  let unpricedRows = 0;
  for (const group of input.groups) {
    checkGroup(group);
    unpricedRows += group.unknownUsageRows;
    const rows = group.rows - group.unknownUsageRows;
    if (rows === 0) continue;
    const model = pricedModel(input, group.model);
    const priced = priceGroup(input, group, model);
    if (!priced) {
      const { usable, tierMinTokens, usage } = group;
      unpriced.push({ model, usable, tierMinTokens, rows, usage });
      unpricedRows += rows;
      continue;
    }
    for (const line of priced) addLine(lines, line);
  }
  return { lines: [...lines.values()], unpricedRows, unpriced };
}

/** What a token cost in one group, for the cost of single rows. */
export interface GroupRate {
  /** As the answers name it. */
  readonly model: string | null;
  readonly tierMinTokens: number;
  readonly meter: Meter;
  readonly picoPerToken: Money;
}

/** The prices that `settle` takes for these groups: one for each meter whose price is known. */
export function groupRates(input: SettleInput): GroupRate[] {
  const { book, provider, channel, atMs } = input;
  return input.groups.flatMap((group) => {
    const { tierMinTokens } = group;
    const query = { provider, channel, atMs, inputTokens: tierMinTokens };
    const model = pricedModel(input, group.model);
    return METERS.flatMap((meter) => {
      const price = findPrice(book, { ...query, model, meter });
      if (!price) return [];
      return [{ model: group.model, tierMinTokens, meter, picoPerToken: price.picoPerToken }];
    });
  });
}

/**
 * The entries that turn what was booked into what is right now: differences only, none where nothing changed,
 * with the next revision number. The sum of `booked` (all revisions so far) and of these is `right`.
 */
export function correct(booked: readonly LedgerLine[], right: readonly LedgerLine[]): LedgerLine[] {
  const revision = booked.reduce((top, line) => Math.max(top, line.revision), 0) + 1;
  const sums = new Map<string, LedgerLine>();
  for (const line of right) addLine(sums, { ...line, revision });
  for (const { quantity, billed, realtime, ...line } of booked) {
    const reversed = { quantity: -quantity, billed: -billed, realtime: -realtime };
    addLine(sums, { ...line, ...reversed, revision });
  }
  return [...sums.values()].filter((line) => line.quantity || line.billed || line.realtime);
}

/** The provider's own total less what the lines show: a bound for usage that no line states. Never negative. */
export function unstatedUsage(stated: Usage, groups: readonly UsageGroup[]): Usage {
  const rest = (count: (usage: Usage) => number) =>
    Math.max(0, count(stated) - groups.reduce((total, group) => total + count(group.usage), 0));
  return {
    input: rest((u) => u.input),
    cached_input: rest((u) => u.cached_input),
    cache_write_5m: rest((u) => u.cache_write_5m),
    cache_write_1h: rest((u) => u.cache_write_1h),
    output: rest((u) => u.output),
    reasoning: rest((u) => u.reasoning),
  };
}

/**
 * The name to price by. A dated snapshot of the very model that was asked for goes by that model's price
 * when the book does not list the snapshot; any other unknown name stays unknown.
 */
function pricedModel({ book, provider, requestedModel }: SettleInput, named: string | null) {
  if (named === null) return resolveModel(book, provider, requestedModel) ?? requestedModel;
  const known = resolveModel(book, provider, named);
  if (known !== null) return known;
  const base = named.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  return base === requestedModel ? (resolveModel(book, provider, base) ?? named) : named;
}

function priceGroup(input: SettleInput, group: UsageGroup, model: string): LedgerLine[] | null {
  const { book, provider, atMs, simulated, revision } = input;
  const lines: LedgerLine[] = [];
  for (const meter of METERS) {
    if (group.usage[meter] === 0) continue;
    const query = { provider, model, meter, inputTokens: group.tierMinTokens, atMs };
    const price = findPrice(book, { ...query, channel: input.channel });
    const realtimePrice = findListPrice(book, { ...query, channel: "realtime" });
    if (!price || !realtimePrice) return null;
    const quantity = BigInt(group.usage[meter]);
    const billed = quantity * price.picoPerToken;
    const realtime = group.usable ? quantity * realtimePrice.picoPerToken : 0n;
    const { usable } = group;
    const money = { quantity, billed, realtime };
    lines.push({ meter, usable, ...money, price, realtimePrice, simulated, revision });
  }
  return lines;
}

/**
 * One line for each ledger key: the price entry says the meter. All lines of one settlement have the same
 * revision and the same real-time entry; a correction may end another one, and sums both under the later.
 */
function addLine(lines: Map<string, LedgerLine>, line: LedgerLine): void {
  const key = `${line.price.id} ${line.usable} ${line.simulated}`;
  const before = lines.get(key);
  lines.set(key, before ? addLines(before, line) : line);
}

function addLines(a: LedgerLine, b: LedgerLine): LedgerLine {
  return {
    ...a,
    quantity: a.quantity + b.quantity,
    billed: a.billed + b.billed,
    realtime: a.realtime + b.realtime,
  };
}

function checkGroup(group: UsageGroup): void {
  const counts = [group.rows, group.unknownUsageRows, ...METERS.map((m) => group.usage[m])];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError("a usage group counts in whole numbers from 0");
  }
  if (group.unknownUsageRows > group.rows) {
    throw new RangeError("more rows without usage than rows");
  }
}
