import type { AgreementInput, AgreementShown, ShownPrice } from "@/lib/contracts/prices";
import { CHANNELS, type Channel } from "@/lib/core/pricing";
import type { ProviderKind } from "@/lib/core/provider-kind";

/** An agreement as it stands in the form. */
export interface AgreementDraft {
  readonly name: string;
  readonly provider: ProviderKind;
  /** Empty: every model. */
  readonly model: string;
  readonly kind: "percent" | "rates";
  readonly percentOff: string;
  readonly channels: readonly Channel[];
  /** What was typed, by `rateKey`; empty: the list holds. */
  readonly rates: Readonly<Record<string, string>>;
  readonly firstDay: string;
  readonly lastDay: string;
}

export type DraftFault = "name" | "percentOff" | "rates" | "model" | "firstDay" | "lastDay";

/** What a part of the form is given. */
export interface DraftProps {
  readonly draft: AgreementDraft;
  /** Shown once somebody has tried to go on. */
  readonly faults: readonly DraftFault[];
  readonly onChange: (change: Partial<AgreementDraft>) => void;
}

export const newDraft = (today: string): AgreementDraft => ({
  ...{ name: "", provider: "openai", model: "", kind: "percent", percentOff: "" },
  ...{ channels: [], rates: {}, firstDay: today, lastDay: "" },
});

type RateOf = Pick<ShownPrice, "channel" | "meter" | "fromInputTokens">;

export const rateKey = ({ channel, meter, fromInputTokens }: RateOf): string =>
  `${channel} ${meter} ${fromInputTokens}`;

const PERCENT = /^\d{1,3}(\.\d{1,2})?$/;
const USD = /^\d{1,9}(\.\d{1,6})?$/;
const DAY = /^2\d{3}-\d\d-\d\d$/;

/** What is wrong with a draft, by field; nothing where it can be sent. `today`: `YYYY-MM-DD`, UTC. */
export function draftFaults(draft: AgreementDraft, today: string): DraftFault[] {
  const { name, kind, model, percentOff, firstDay, lastDay } = draft;
  const percent = PERCENT.test(decimal(percentOff)) ? Number(decimal(percentOff)) : 0;
  const typed = typedRates(draft);
  const faults: readonly (readonly [DraftFault, boolean])[] = [
    ["name", name.trim() === ""],
    ["model", kind === "rates" && model.trim() === ""],
    ["percentOff", kind === "percent" && (percent <= 0 || percent > 100)],
    ["rates", kind === "rates" && !(typed.length > 0 && typed.every(([, usd]) => USD.test(usd)))],
    ["firstDay", !DAY.test(firstDay) || firstDay < today],
    ["lastDay", lastDay !== "" && (!DAY.test(lastDay) || lastDay < firstDay)],
  ];
  return faults.filter(([, wrong]) => wrong).map(([field]) => field);
}

/** What the API takes. `prices`: of the model, whose keys the rates go by. */
export function toAgreementInput(
  draft: AgreementDraft,
  prices: readonly ShownPrice[],
): AgreementInput {
  const { name, provider, kind, firstDay, lastDay } = draft;
  const model = draft.model.trim() || null;
  const shared = { name: name.trim(), provider, model, firstDay, lastDay: lastDay || null };
  if (kind === "percent") {
    const percentOff = decimal(draft.percentOff);
    const terms = { kind, percentOff } as const;
    return { ...shared, channels: [...draft.channels], terms };
  }
  const typed = new Map(typedRates(draft));
  const rates = prices.flatMap(({ channel, meter, fromInputTokens }) => {
    const usd = typed.get(rateKey({ channel, meter, fromInputTokens }));
    return usd === undefined ? [] : [{ channel, meter, fromInputTokens, usd }];
  });
  return { ...shared, channels: [], terms: { kind, rates } };
}

export const toggledChannel = (channels: readonly Channel[], channel: Channel): Channel[] =>
  CHANNELS.filter((one) => (one === channel) !== channels.includes(one));

const typedRates = ({ rates }: AgreementDraft): [string, string][] =>
  Object.entries(rates)
    .map(([key, usd]): [string, string] => [key, decimal(usd)])
    .filter(([, usd]) => usd !== "");

/** A number as the API takes it: some type a comma. */
const decimal = (text: string): string => text.trim().replace(",", ".");

/** How an agreement stands on a UTC day. */
export function agreementState(
  { firstDay, lastDay, endedAt }: Pick<AgreementShown, "firstDay" | "lastDay" | "endedAt">,
  today: string,
): "ended" | "planned" | "holds" | "over" {
  if (endedAt !== null) return "ended";
  if (firstDay > today) return "planned";
  return lastDay !== null && lastDay < today ? "over" : "holds";
}
