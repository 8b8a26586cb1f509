"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AgreementShown } from "@/lib/contracts/prices";
import { utcDay } from "@/lib/core/utc-day";
import { useMay } from "../layout/access";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { agreementState } from "./agreement-values";
import { EndAgreement } from "./end-agreement";
import { modelPage } from "./prices-view";

export function AgreementTable({ agreements }: { agreements: readonly AgreementShown[] }) {
  const t = useTranslations("prices.agreements");
  const manages = useMay()("organization:manage");
  const [ending, setEnding] = useState<AgreementShown | null>(null);
  return (
    <>
      <Table label={t("title")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("name")}</TableHead>
            <TableHead className="max-md:hidden">{t("covers")}</TableHead>
            <TableHead>{t("terms")}</TableHead>
            <TableHead>{t("days")}</TableHead>
            {manages ? (
              <TableHead>
                <span className="sr-only">{t("actions")}</span>
              </TableHead>
            ) : null}
          </TableRow>
        </TableHeader>
        <TableBody>
          {agreements.map((agreement) => (
            <AgreementRow
              key={agreement.id}
              agreement={agreement}
              onEnd={manages ? () => setEnding(agreement) : null}
            />
          ))}
        </TableBody>
      </Table>
      {ending ? <EndAgreement agreement={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}

type AgreementRowProps = { agreement: AgreementShown; onEnd: (() => void) | null };

const TONES = { holds: "success", planned: "info", over: "neutral", ended: "neutral" } as const;

function AgreementRow({ agreement, onEnd }: AgreementRowProps) {
  const t = useTranslations("prices.agreements");
  const prices = useTranslations("prices");
  const format = useFormat();
  const { name, channels, terms, firstDay, lastDay, createdAt } = agreement;
  const state = agreementState(agreement, utcDay(Date.now()));
  const from = format.utcDay(firstDay);
  return (
    <TableRow>
      <TableCell className="min-w-40">
        <span className="wrap-anywhere font-medium">{name}</span>
        <span className="block md:hidden">
          <Covers agreement={agreement} />
        </span>
        <span className="block text-muted text-sm">
          {t("putDown", { by: agreement.createdByName, day: format.date(createdAt) })}
        </span>
      </TableCell>
      <TableCell className="min-w-40 max-md:hidden">
        <Covers agreement={agreement} />
      </TableCell>
      <TableCell className="min-w-40">
        {terms.kind === "percent"
          ? t("percentOff", { percent: format.percent(Number(terms.percentOff) / 100) })
          : terms.rates.map(({ channel, meter, fromInputTokens, usd }) => (
              <span key={`${channel} ${meter} ${fromInputTokens}`} className="block">
                {prices("columnOf", {
                  channel: prices(`channels.${channel}`),
                  meter: prices(`meters.${meter}`),
                })}{" "}
                <span className="tabular">{format.moneyExactly(usd)}</span>
              </span>
            ))}
        <span className="block text-muted text-sm">
          {terms.kind === "percent" && channels.length > 0
            ? channels.map((channel) => prices(`channels.${channel}`)).join(", ")
            : null}{" "}
          {t("entries", { count: agreement.entries })}
        </span>
      </TableCell>
      <TableCell>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
        <span className="block whitespace-nowrap text-sm">
          {lastDay
            ? prices("between", { from, to: format.utcDay(lastDay) })
            : prices("since", { from })}
        </span>
      </TableCell>
      {onEnd ? (
        <TableCell align="end">
          {state === "holds" || state === "planned" ? (
            <Button size="sm" onClick={onEnd}>
              {t("end")}
              <span className="sr-only">{name}</span>
            </Button>
          ) : null}
        </TableCell>
      ) : null}
    </TableRow>
  );
}

function Covers({ agreement: { provider, model } }: { agreement: AgreementShown }) {
  const t = useTranslations("prices.agreements");
  const providers = useTranslations("connections.providers");
  return (
    <>
      {model ? (
        <Link href={modelPage({ provider, model })} className="wrap-anywhere hover:underline">
          {model}
        </Link>
      ) : (
        t("everyModel")
      )}
      <span className="block text-muted text-sm">{providers(provider)}</span>
    </>
  );
}
