import { type FocusCells, isFlatObject } from "./focus-cells";
import { AI_SUBCATEGORIES } from "./focus-rules";

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

const isNull = (row: FocusCells, name: string): boolean => (row[name] ?? null) === null;
const isUsage = (row: FocusCells): boolean =>
  row.ChargeCategory === "Usage" || row.ChargeCategory === "Purchase";
const isPlain = (row: FocusCells): boolean => isUsage(row) && row.ChargeClass !== "Correction";
const together = (row: FocusCells, a: string, b: string): boolean =>
  isNull(row, a) === isNull(row, b);
const notAfter = (a: string | null | undefined, b: string | null | undefined): boolean =>
  Date.parse(a ?? "") <= Date.parse(b ?? "");
const before = (a: string | null | undefined, b: string | null | undefined): boolean =>
  Date.parse(a ?? "") < Date.parse(b ?? "");
const filled = (row: FocusCells, ...names: string[]): boolean =>
  !isPlain(row) || names.every((name) => !isNull(row, name));

/** What the specification says of several columns of one row. */
export const CROSS_RULES: readonly (readonly [
  rule: string,
  holds: (row: FocusCells) => boolean,
])[] = [
  ["BillingCurrency is no code of ISO 4217", (row) => CURRENCIES.has(row.BillingCurrency ?? "")],
  [
    "the billing period ends before it starts",
    (r) => before(r.BillingPeriodStart, r.BillingPeriodEnd),
  ],
  [
    "the charge period ends before it starts",
    (r) => before(r.ChargePeriodStart, r.ChargePeriodEnd),
  ],
  [
    "the charge period is outside its billing period",
    (row) =>
      row.ChargeClass === "Correction" ||
      (notAfter(row.BillingPeriodStart, row.ChargePeriodStart) &&
        notAfter(row.ChargePeriodEnd, row.BillingPeriodEnd)),
  ],
  ["a unit price or quantity of usage is null", (row) => filled(row, ...PRICED)],
  ["ListCost is not its price times quantity", (row) => isProduct(row, "List")],
  ["ContractedCost is not its price times quantity", (row) => isProduct(row, "Contracted")],
  [
    "a cost without a unit price is not the billed one",
    (row) =>
      isUsage(row) ||
      ["List", "Contracted"].every(
        (kind) => !isNull(row, `${kind}UnitPrice`) || row[`${kind}Cost`] === row.BilledCost,
      ),
  ],
  [
    "a purchase is Usage-Based",
    (row) => row.ChargeCategory !== "Purchase" || row.ChargeFrequency !== "Usage-Based",
  ],
  [
    "PricingUnit and PricingQuantity go together",
    (row) => together(row, "PricingQuantity", "PricingUnit"),
  ],
  [
    "ConsumedUnit and ConsumedQuantity go together",
    (row) => together(row, "ConsumedQuantity", "ConsumedUnit"),
  ],
  [
    "only usage is consumed",
    (row) => row.ChargeCategory === "Usage" || isNull(row, "ConsumedQuantity"),
  ],
  ["PricingUnit has no form of a unit", (row) => isUnit(row.PricingUnit)],
  ["ConsumedUnit has no form of a unit", (row) => isUnit(row.ConsumedUnit)],
  ["RegionName goes with RegionId", (row) => together(row, "RegionId", "RegionName")],
  ["ResourceType goes with ResourceId", (row) => together(row, "ResourceId", "ResourceType")],
  [
    "ResourceName without ResourceId, or the same",
    (row) =>
      isNull(row, "ResourceName") ||
      (!isNull(row, "ResourceId") && row.ResourceName !== row.ResourceId),
  ],
  [
    "SubAccountName goes with SubAccountId",
    (row) => together(row, "SubAccountId", "SubAccountName"),
  ],
  ["SkuMeter without SkuId", (row) => isNull(row, "SkuMeter") || !isNull(row, "SkuId")],
  [
    "SkuPriceDetails without SkuPriceId",
    (row) => isNull(row, "SkuPriceDetails") || !isNull(row, "SkuPriceId"),
  ],
  ["a key of SkuPriceDetails is neither FOCUS's nor custom", (row) => ownKeys(row.SkuPriceDetails)],
  [
    "ServiceSubcategory is of another category",
    (row) =>
      isNull(row, "ServiceSubcategory") ||
      (row.ServiceCategory === "AI and Machine Learning") ===
        AI_SUBCATEGORIES.includes(row.ServiceSubcategory ?? ""),
  ],
];

const PRICED = [
  ...["ConsumedQuantity", "ContractedUnitPrice", "ListUnitPrice", "PricingCategory"],
  ...["PricingQuantity", "SkuId", "SkuPriceId"],
];

/** A whole quantity if any, plural words with capitals, over a time or not. */
const UNIT = /^(\d+ )?[A-Z][A-Za-z]*(-[A-Z][a-z]+s)?(\/(\d+ )?[A-Z][a-z]+)?$/;
const isUnit = (unit: string | null | undefined): boolean => !unit || UNIT.test(unit);

const PROPERTIES = new Set([
  ...["CoreCount", "DiskMaxIops", "DiskSpace", "DiskType", "GpuCount", "InstanceType"],
  ...["InstanceSeries", "MemorySize", "NetworkMaxIops", "NetworkMaxThroughput"],
  ...["OperatingSystem", "Redundancy", "StorageClass"],
]);

function ownKeys(details: string | null | undefined): boolean {
  if (!details || !isFlatObject(details)) return true;
  return Object.keys(JSON.parse(details)).every((k) => k.startsWith("x_") || PROPERTIES.has(k));
}

/** Price times quantity, exactly; corrections may differ. */
function isProduct(row: FocusCells, kind: "List" | "Contracted"): boolean {
  const cells = [row[`${kind}UnitPrice`], row.PricingQuantity, row[`${kind}Cost`]];
  const [price, quantity, cost] = cells.map((cell) => exact(cell));
  if (!price || !quantity || !cost || row.ChargeClass === "Correction") return true;
  return price * quantity === cost * SCALE;
}

const DECIMALS = 18;
const SCALE = 10n ** BigInt(DECIMALS);

/** A decimal as a whole number of 10^-18; null where it is none or finer. */
function exact(cell: string | null | undefined): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(cell ?? "");
  if (!match) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const size = BigInt(whole) * SCALE + BigInt(fraction.padEnd(DECIMALS, "0"));
  return sign ? -size : size;
}
