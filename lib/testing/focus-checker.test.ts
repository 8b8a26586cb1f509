import { expect, test } from "vitest";
import type { FocusCells } from "./focus-cells";
import { focusFindings } from "./focus-checker";
import { FOCUS_RULES } from "./focus-rules";

/** A row that conforms, written by hand. */
const ROW: FocusCells = {
  ...{ BilledCost: "-0.5", BillingAccountId: "acc", BillingAccountName: null },
  ...{ BillingCurrency: "EUR", BillingPeriodStart: "2026-11-01T00:00:00Z" },
  ...{ BillingPeriodEnd: "2026-12-01T00:00:00Z", ChargeCategory: "Usage", ChargeClass: null },
  ...{ ChargeDescription: "Tokens", ChargeFrequency: "Usage-Based" },
  ...{ ChargePeriodStart: "2026-11-30T00:00:00Z", ChargePeriodEnd: "2026-12-01T00:00:00Z" },
  ...{ ConsumedQuantity: "-2", ConsumedUnit: "Tokens", ContractedCost: "-0.5" },
  ...{ ContractedUnitPrice: "0.25", EffectiveCost: "-0.5", InvoiceId: null },
  ...{ InvoiceIssuerName: "Seller", ListCost: "-1", ListUnitPrice: "0.5" },
  ...{ PricingCategory: "Standard", PricingQuantity: "-2", PricingUnit: "1000 Tokens" },
  ...{ ProviderName: "Seller", PublisherName: "Maker", RegionId: "eu", RegionName: "Europe" },
  ...{ ResourceId: "r1", ResourceName: null, ResourceType: "Batch" },
  ...{ ServiceCategory: "AI and Machine Learning", ServiceName: "API" },
  ...{ ServiceSubcategory: "Generative AI", SkuId: "s", SkuMeter: "Tokens" },
  ...{ SkuPriceDetails: '{"x_Tier":0}', SkuPriceId: "sp", SubAccountId: null },
  ...{ SubAccountName: null, Tags: '{"a":"b","c":true,"d":null}', x_Own: "1" },
};
const findings = (change: FocusCells = {}) => {
  const row = { ...ROW, ...change };
  return focusFindings(Object.keys(row), [row]);
};

test("a row by the rules has no findings, and there are 21 mandatory columns", () => {
  expect(findings()).toEqual([]);
  const mandatory = Object.values(FOCUS_RULES).filter(({ level }) => level === "mandatory");
  expect(mandatory).toHaveLength(21);
});

test.each<[string, FocusCells, string]>([
  ["null where none may be", { BilledCost: null }, "BilledCost is null"],
  ["an empty text", { ChargeDescription: " " }, "ChargeDescription is empty"],
  ["a currency sign", { EffectiveCost: "$1" }, "EffectiveCost is $1"],
  ["a plus sign", { EffectiveCost: "+1" }, "EffectiveCost is +1"],
  ["a comma", { EffectiveCost: "1,5" }, "EffectiveCost is 1,5"],
  ["a plus in the exponent", { EffectiveCost: "1E+3" }, "EffectiveCost is 1E+3"],
  ["a negative price", { ListUnitPrice: "-0.5", PricingQuantity: "2" }, "ListUnitPrice is neg"],
  ["a day without time", { ChargePeriodStart: "2026-11-30" }, "ChargePeriodStart is 2026"],
  ["another zone", { ChargePeriodEnd: "2026-11-30T01:00:00+01:00" }, "ChargePeriodEnd is"],
  ["a day that is not", { ChargePeriodStart: "2026-11-31T00:00:00Z" }, "ChargePeriodStart is"],
  ["a word not allowed", { ChargeCategory: "Use" }, "ChargeCategory is Use"],
  ["a class not allowed", { ChargeClass: "Refund" }, "ChargeClass is Refund"],
  ["a currency that is none", { BillingCurrency: "ZZZ" }, "ISO 4217"],
  ["periods the wrong way", { ChargePeriodEnd: "2026-11-29T00:00:00Z" }, "ends before"],
  ["no length", { BillingPeriodEnd: "2026-11-01T00:00:00Z" }, "billing period ends before"],
  ["a charge outside", { ChargePeriodEnd: "2026-12-02T00:00:00Z" }, "outside"],
  ["no price of usage", { ListUnitPrice: null }, "is null"],
  ["a cost that is no product", { ListCost: "-1.000000000001" }, "ListCost is not"],
  ["the same of the contract", { ContractedCost: "0.5" }, "ContractedCost is not"],
  ["a credit priced otherwise", { ...asCredit("0.4") }, "not the billed one"],
  ["a quantity without unit", { ConsumedUnit: null }, "ConsumedUnit"],
  ["a unit without quantity", { PricingQuantity: null }, "go together"],
  ["a unit in lower case", { ConsumedUnit: "tokens" }, "form of a unit"],
  ["a region without name", { RegionName: null }, "RegionName"],
  ["a resource without type", { ResourceType: null }, "ResourceType"],
  ["a resource named by its id", { ResourceName: "r1" }, "ResourceName"],
  ["half a sub account", { SubAccountId: "t" }, "SubAccountName"],
  ["a meter of no SKU", { SkuId: null }, "SkuMeter"],
  ["details of no price", { SkuPriceId: null }, "SkuPriceDetails without"],
  ["a key of nobody", { SkuPriceDetails: '{"Tier":0}' }, "neither"],
  ["a list among the tags", { Tags: '{"a":[1]}' }, "Tags is"],
  ["tags that are no object", { Tags: "[]" }, "Tags is"],
  ["a key twice", { Tags: '{"a":"1","a":"2"}' }, "Tags is"],
  ["another category's service", { ServiceCategory: "Web" }, "another category"],
  ["a column of nobody", { Model: "m" }, "Model is no column"],
  ["ours not in Pascal case", { x_own: "m" }, "Pascal"],
])("it catches %s", (_, change, expected) => {
  expect(findings(change).join("\n")).toContain(expected);
});

function asCredit(list: string): FocusCells {
  const none = { ContractedUnitPrice: null, ListUnitPrice: null, ConsumedQuantity: null };
  return { ...none, ConsumedUnit: null, ChargeCategory: "Credit", ListCost: list };
}

test("it catches columns that are missing, doubled or after ours", () => {
  const { BilledCost: _, ...rest } = ROW;
  expect(focusFindings(Object.keys(rest), [])).toEqual([
    "the mandatory column BilledCost is missing",
  ]);
  const names = Object.keys(ROW);
  expect(focusFindings([...names, "x_Own"], []).join()).toContain("twice");
  expect(focusFindings([...names, "SubAccountType"], []).join()).toContain("among ours");
});

test("it catches a child with two parents", () => {
  const rows = [ROW, { ...ROW, SkuId: "other" }];
  expect(focusFindings(Object.keys(ROW), rows)).toEqual(["SkuPriceId sp has two of SkuId"]);
});
