"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Model } from "@/lib/contracts/planning";
import { useFormat } from "../../layout/use-format";
import { Badge } from "../../ui/badge";
import { cn } from "../../ui/cn";

type ModelOptionProps = {
  id: string;
  model: Model;
  selected: boolean;
  /** Under the keyboard's mark. */
  active: boolean;
  onPoint: () => void;
  onChoose: () => void;
};

export function ModelOption(props: ModelOptionProps) {
  const { id, model, selected, active, onPoint, onChoose } = props;
  const t = useTranslations("new-job.model");
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus and names the active option
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={selected}
      onPointerMove={onPoint}
      onClick={onChoose}
      className={cn(
        "grid cursor-pointer gap-x-3 gap-y-0.5 rounded-md px-2 py-1.5 sm:grid-cols-[1fr_auto]",
        active && "bg-sunken",
      )}
    >
      <span className="flex min-w-0 items-center gap-1.5 font-medium">
        <span className="truncate">{model.id}</span>
        {model.reasoning ? <Badge>{t("reasoning")}</Badge> : null}
        {selected ? <Check aria-hidden className="size-4 shrink-0 text-primary" /> : null}
      </span>
      <ModelPrices model={model} />
    </div>
  );
}

type OwnModelOptionProps = Omit<ModelOptionProps, "model" | "selected"> & { name: string };

/** A name that is in no list: a deployment, or a model that the customer serves. */
export function OwnModelOption({ id, name, active, onPoint, onChoose }: OwnModelOptionProps) {
  const t = useTranslations("new-job.model");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus and names the active option
    <div
      id={id}
      role="option"
      aria-selected={false}
      onPointerMove={onPoint}
      onClick={onChoose}
      className={cn("cursor-pointer rounded-md px-2 py-1.5", active && "bg-sunken")}
    >
      {t("ownName", { name })}
    </div>
  );
}

/** Batch beside real time, dollars per million tokens in and out. */
export function ModelPrices({ model }: { model: Model }) {
  const t = useTranslations("new-job.model");
  const format = useFormat();
  const price = (amount: string | null) => (amount === null ? t("unknown") : format.money(amount));
  const pair = (prices: Model["prices"]["batch"]) =>
    t("pair", { input: price(prices.input), output: price(prices.output) });
  return (
    <span className="tabular flex flex-wrap gap-x-3 text-sm">
      <span>
        {t("batchPrice", { prices: pair(model.prices.batch) })}
        {model.derived ? <span className="text-muted"> ({t("derived")})</span> : null}
      </span>
      <span className="text-muted">
        {t("realtimePrice", { prices: pair(model.prices.realtime) })}
      </span>
    </span>
  );
}
