/** What FOCUS 1.2 says of one column: tag v1.2 of the specification, 2025-05-30, `specification/columns`. */
export interface FocusRule {
  readonly level: "mandatory" | "conditional" | "recommended";
  readonly type: "string" | "decimal" | "time" | "json";
  readonly nullable: boolean;
  readonly allowed?: readonly string[];
  /** A number range that begins at zero. */
  readonly notNegative?: true;
}

type Shape = Pick<FocusRule, "type" | "nullable">;
const string: Shape = { type: "string", nullable: false };
const stringOrNull: Shape = { type: "string", nullable: true };
const decimal: Shape = { type: "decimal", nullable: false };
const decimalOrNull: Shape = { type: "decimal", nullable: true };
const time: Shape = { type: "time", nullable: false };
const json: Shape = { type: "json", nullable: true };

const mandatory = (shape: Shape, allowed?: readonly string[]): FocusRule => ({
  level: "mandatory",
  ...shape,
  ...(allowed && { allowed }),
});
const conditional = (shape: Shape, more: Partial<FocusRule> = {}): FocusRule => ({
  level: "conditional",
  ...shape,
  ...more,
});
const recommended = (shape: Shape, allowed?: readonly string[]): FocusRule => ({
  ...mandatory(shape, allowed),
  level: "recommended",
});

const SERVICE_CATEGORIES = [
  ...["AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases"],
  ...["Developer Tools", "Multicloud", "Identity", "Integration", "Internet of Things"],
  ...["Management and Governance", "Media", "Migration", "Mobile", "Networking", "Security"],
  ...["Storage", "Web", "Other"],
];

/** Of the category that this product's services are in; the checker refuses a subcategory of another. */
export const AI_SUBCATEGORIES = [
  ...["AI Platforms", "Bots", "Generative AI", "Machine Learning", "Natural Language Processing"],
  "Other (AI and Machine Learning)",
];

const price = { notNegative: true } as const;

/** Every column of FOCUS 1.2 but those of commitments and reserved capacity, which no provider of this project has. */
export const FOCUS_RULES: Readonly<Record<string, FocusRule>> = {
  AvailabilityZone: recommended(stringOrNull),
  BilledCost: mandatory(decimal),
  BillingAccountId: mandatory(string),
  BillingAccountName: mandatory(stringOrNull),
  BillingAccountType: conditional(string),
  BillingCurrency: mandatory(string),
  BillingPeriodEnd: mandatory(time),
  BillingPeriodStart: mandatory(time),
  ChargeCategory: mandatory(string, ["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
  ChargeClass: mandatory(stringOrNull, ["Correction"]),
  ChargeDescription: mandatory(stringOrNull),
  ChargeFrequency: recommended(string, ["One-Time", "Recurring", "Usage-Based"]),
  ChargePeriodEnd: mandatory(time),
  ChargePeriodStart: mandatory(time),
  ConsumedQuantity: conditional(decimalOrNull),
  ConsumedUnit: conditional(stringOrNull),
  ContractedCost: mandatory(decimal),
  ContractedUnitPrice: conditional(decimalOrNull, price),
  EffectiveCost: mandatory(decimal),
  InvoiceId: recommended(stringOrNull),
  InvoiceIssuerName: mandatory(string),
  ListCost: mandatory(decimal),
  ListUnitPrice: conditional(decimalOrNull, price),
  PricingCategory: conditional(stringOrNull, {
    allowed: ["Standard", "Dynamic", "Committed", "Other"],
  }),
  PricingCurrency: conditional(stringOrNull),
  PricingCurrencyContractedUnitPrice: conditional(decimalOrNull, price),
  PricingCurrencyEffectiveCost: conditional(decimalOrNull),
  PricingCurrencyListUnitPrice: conditional(decimalOrNull, price),
  PricingQuantity: mandatory(decimalOrNull),
  PricingUnit: mandatory(stringOrNull),
  ProviderName: mandatory(string),
  PublisherName: mandatory(string),
  RegionId: conditional(stringOrNull),
  RegionName: conditional(stringOrNull),
  ResourceId: conditional(stringOrNull),
  ResourceName: conditional(stringOrNull),
  ResourceType: conditional(stringOrNull),
  ServiceCategory: mandatory(string, SERVICE_CATEGORIES),
  ServiceName: mandatory(string),
  ServiceSubcategory: recommended(string),
  SkuId: conditional(stringOrNull),
  SkuMeter: conditional(stringOrNull),
  SkuPriceDetails: conditional(json),
  SkuPriceId: conditional(stringOrNull),
  SubAccountId: conditional(stringOrNull),
  SubAccountName: conditional(stringOrNull),
  SubAccountType: conditional(stringOrNull),
  Tags: conditional(json),
};
