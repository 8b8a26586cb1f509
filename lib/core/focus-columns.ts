/** How a column is typed. Decimals say how many places they have, so that Parquet keeps them exact. */
type FocusType =
  | { readonly kind: "text" | "time" | "json" | "boolean" | "integer" }
  | { readonly kind: "decimal"; readonly scale: number };

export interface FocusColumn {
  readonly name: string;
  readonly type: FocusType;
}

const text = { kind: "text" } as const;
const time = { kind: "time" } as const;
/** Dollars to the pico-dollar, as the ledger has them. */
const cost = { kind: "decimal", scale: 12 } as const;
/** Dollars per million tokens: whole pico-dollars per token. */
const unitPrice = { kind: "decimal", scale: 6 } as const;

export const FOCUS_VERSION = "1.2";

/**
 * The columns of the export in their order: those of FOCUS 1.2 (FinOps Open Cost and Usage Specification, tag v1.2 of
 * 2025-05-30), then our own. `docs/focus.md` says what stands in each.
 */
export const FOCUS_COLUMNS = [
  { name: "BilledCost", type: cost },
  { name: "BillingAccountId", type: text },
  { name: "BillingAccountName", type: text },
  { name: "BillingCurrency", type: text },
  { name: "BillingPeriodEnd", type: time },
  { name: "BillingPeriodStart", type: time },
  { name: "ChargeCategory", type: text },
  { name: "ChargeClass", type: text },
  { name: "ChargeDescription", type: text },
  { name: "ChargeFrequency", type: text },
  { name: "ChargePeriodEnd", type: time },
  { name: "ChargePeriodStart", type: time },
  { name: "ConsumedQuantity", type: { kind: "decimal", scale: 0 } },
  { name: "ConsumedUnit", type: text },
  { name: "ContractedCost", type: cost },
  { name: "ContractedUnitPrice", type: unitPrice },
  { name: "EffectiveCost", type: cost },
  { name: "InvoiceId", type: text },
  { name: "InvoiceIssuerName", type: text },
  { name: "ListCost", type: cost },
  { name: "ListUnitPrice", type: unitPrice },
  { name: "PricingCategory", type: text },
  { name: "PricingQuantity", type: { kind: "decimal", scale: 6 } },
  { name: "PricingUnit", type: text },
  { name: "ProviderName", type: text },
  { name: "PublisherName", type: text },
  { name: "RegionId", type: text },
  { name: "RegionName", type: text },
  { name: "ResourceId", type: text },
  { name: "ResourceName", type: text },
  { name: "ResourceType", type: text },
  { name: "ServiceCategory", type: text },
  { name: "ServiceName", type: text },
  { name: "ServiceSubcategory", type: text },
  { name: "SkuId", type: text },
  { name: "SkuMeter", type: text },
  { name: "SkuPriceDetails", type: { kind: "json" } },
  { name: "SkuPriceId", type: text },
  { name: "SubAccountId", type: text },
  { name: "SubAccountName", type: text },
  { name: "Tags", type: { kind: "json" } },
  { name: "x_Attempt", type: { kind: "integer" } },
  { name: "x_Channel", type: text },
  { name: "x_JobId", type: text },
  { name: "x_LedgerEntryId", type: text },
  { name: "x_ListSkuPriceId", type: text },
  { name: "x_Model", type: text },
  { name: "x_ProviderBatchId", type: text },
  { name: "x_Revision", type: { kind: "integer" } },
  { name: "x_Simulated", type: { kind: "boolean" } },
  { name: "x_Usable", type: { kind: "boolean" } },
] as const satisfies readonly FocusColumn[];

export type FocusName = (typeof FOCUS_COLUMNS)[number]["name"];
