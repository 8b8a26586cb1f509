"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DatedPrice } from "@/lib/contracts/prices";
import type { Channel } from "@/lib/core/pricing";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Segmented } from "../ui/segmented";
import { PriceHistoryChart } from "./price-history-chart";
import { pricedChannels } from "./price-rows";

/** How the prices of a model have moved, one way of sending at a time. The table of entries says the same in words. */
export function PriceHistoryCard({ entries }: { entries: readonly DatedPrice[] }) {
  const t = useTranslations("prices");
  const channels = pricedChannels(entries);
  const [chosen, setChosen] = useState<Channel>("batch");
  const channel = channels.includes(chosen) ? chosen : (channels[0] ?? "realtime");
  return (
    <Card aria-labelledby="history">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="history">{t("history")}</CardTitle>
          <CardDescription>{t("historyText")}</CardDescription>
        </div>
        <Segmented
          label={t("way")}
          value={channel}
          onValueChange={setChosen}
          segments={channels.map((value) => ({ value, label: t(`channels.${value}`) }))}
        />
      </CardHeader>
      <CardContent>
        <PriceHistoryChart entries={entries} channel={channel} />
      </CardContent>
    </Card>
  );
}
