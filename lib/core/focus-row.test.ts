import { expect, test } from "vitest";
import { focusFindings } from "../testing/focus-checker";
import { FOCUS_COLUMNS } from "./focus-columns";
import { FOCUS_CSV_HEAD, focusCsvLine } from "./focus-csv";
import { billingPeriod, type FocusEntry, focusRow } from "./focus-row";

const NAMES = FOCUS_COLUMNS.map(({ name }) => name);
const PERIOD = billingPeriod("2026-11");

/** 1,000,001 cached tokens of which each costs 12,500 pico-dollars in a batch and 25,000 in real time. */
const ENTRY: FocusEntry = {
  ...{ id: "led_1", day: "2026-11-30", dayAfter: "2026-12-01", afterPeriod: false, revision: 0 },
  ...{ usable: true, simulated: false, provider: "openai", model: "gpt-5-mini" },
  ...{ meter: "cached_input", quantity: "1000001", billed: "12500012500" },
  ...{ realtime: "25000025000", priceId: "p/batch", channel: "batch", tierMinTokens: 0 },
  ...{ derived: true, contractedPico: "12500", listPriceId: "p/realtime", listPico: "25000" },
  ...{ teamId: "team_1", teamName: "Claims, EU", jobId: "job_1", jobName: '=1+1 "x"' },
  ...{ memberId: "user_1", apiKeyId: null, batchId: "bat_1", remoteId: "batch_9", attempt: 2 },
  ...{ connectionId: "con_1", connectionName: "Main", region: null },
};
const cellsOf = (change: Partial<FocusEntry> = {}) => focusRow({ ...ENTRY, ...change }, PERIOD);
const rowOf = (change: Partial<FocusEntry> = {}): Record<string, string | null> => {
  const cells = cellsOf(change);
  return Object.fromEntries(NAMES.map((name, at) => [name, cells[at] ?? null]));
};

test("an entry says list, contracted, billed and effective cost to the pico-dollar", () => {
  const row = rowOf();
  expect(row).toMatchObject({
    ...{ BilledCost: "0.0125000125", EffectiveCost: "0.0125000125" },
    ...{ ContractedCost: "0.0125000125", ListCost: "0.025000025" },
    ...{ ContractedUnitPrice: "0.0125", ListUnitPrice: "0.025", PricingQuantity: "1.000001" },
    ...{ ConsumedQuantity: "1000001", ConsumedUnit: "Tokens", PricingUnit: "1000000 Tokens" },
    ...{ ChargePeriodStart: "2026-11-30T00:00:00Z", ChargePeriodEnd: "2026-12-01T00:00:00Z" },
    ...{ BillingPeriodStart: "2026-11-01T00:00:00Z", BillingPeriodEnd: "2026-12-01T00:00:00Z" },
    ...{ ChargeClass: null, SkuId: "openai/gpt-5-mini/cached_input", InvoiceId: null },
    ...{ SubAccountId: "team_1", SubAccountName: "Claims, EU", ResourceId: "bat_1" },
  });
  expect(JSON.parse(row.Tags ?? "")).toEqual({
    ...{ "tranche:job": '=1+1 "x"', "tranche:member": "user_1", "tranche:use": "usable" },
  });
  expect(focusFindings(NAMES, [row])).toEqual([]);
});

test("waste has the list cost of what was used, which the ledger does not hold", () => {
  const row = rowOf({ usable: false, realtime: "0" });
  expect(row).toMatchObject({ BilledCost: "0.0125000125", ListCost: "0.025000025" });
  expect([row.x_Usable, row.ChargeDescription]).toEqual([
    "false",
    "OpenAI API, gpt-5-mini: cached input tokens, batch, without a usable result",
  ]);
  expect(focusFindings(NAMES, [row])).toEqual([]);
});

test.each([
  ["in its own month", { revision: 1 }, null],
  ["of a month that is over", { revision: 1, afterPeriod: true }, "Correction"],
  ["that moves tokens between list prices", { revision: 2, realtime: "-1" }, "Correction"],
  ["that is none, booked late", { afterPeriod: true }, null],
])("a correction %s", (_, change, expected) => {
  const negative = { quantity: "-1000001", billed: "-12500012500", realtime: "-25000025000" };
  const row = rowOf({ ...negative, ...change });
  expect(row).toMatchObject({ BilledCost: "-0.0125000125", ChargeClass: expected });
  expect(focusFindings(NAMES, [row])).toEqual([]);
});

test.each([
  ["2026-11", "2026-12"],
  ["2026-12", "2027-01"],
  ["0001-09", "0001-10"],
  ["0999-12", "1000-01"],
  ["9998-12", "9999-01"],
])("%s ends where %s begins", (month, next) => {
  expect(billingPeriod(month)).toEqual({
    start: `${month}-01T00:00:00Z`,
    end: `${next}-01T00:00:00Z`,
  });
});

test("for a spreadsheet texts are no formulas, and amounts stay amounts", () => {
  const row = cellsOf({ billed: "-12500012500", connectionName: "=cmd()" });
  const [plain, harmless] = [focusCsvLine(row, false), focusCsvLine(row, true)];
  expect(plain).toContain(",=cmd(),");
  expect(harmless).toContain(",'=cmd(),");
  expect(harmless.startsWith("-0.0125000125,")).toBe(true);
  expect(plain.endsWith(",true\n")).toBe(true);
  expect(plain).toContain(',"Claims, EU",');
  expect(FOCUS_CSV_HEAD.split(",")).toHaveLength(NAMES.length);
});
