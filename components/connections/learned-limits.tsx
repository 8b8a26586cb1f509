"use client";

import { useTranslations } from "next-intl";
import type { ConnectionSurvey } from "@/lib/contracts/connections";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";

/** What this account had no room for, as the provider's refusals said it. */
export function LearnedLimits({ learned }: { readonly learned: ConnectionSurvey["learned"] }) {
  const t = useTranslations("connections.survey");
  const format = useFormat();
  if (learned.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h3 className="font-medium">{t("learned")}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        {learned.map(({ model, kind, value, learnedAt }) => (
          <div key={`${model} ${kind}`} className="col-span-2 grid grid-cols-subgrid">
            <dt className="wrap-anywhere font-mono">{model}</dt>
            <dd className="tabular">
              {t(`learnedKinds.${kind}`, { value: format.count(value) })}{" "}
              <TimeAgo iso={learnedAt} className="text-muted" />
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-xs">{t("learnedNote")}</p>
    </section>
  );
}
