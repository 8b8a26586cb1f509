"use client";

import { useTranslations } from "next-intl";
import type { ProviderLimitsInfo } from "@/lib/contracts/connections";
import { useFormat } from "../layout/use-format";

/** What a batch to this kind of provider may hold. */
export function KnownLimits({ limits }: { readonly limits: ProviderLimitsInfo }) {
  const t = useTranslations("connections.survey");
  const format = useFormat();
  const { minRequestsPerBatch: fewest, maxRequestsPerBatch: most, maxTokensPerBatch } = limits;
  const hours = limits.completionWindowsHours;
  const shortest = Math.min(...hours);
  const longest = Math.max(...hours);
  const entries: [string, string][] = [
    [t("requests"), t("range", { from: format.count(fewest), to: format.count(most) })],
    [t("batchSize"), t("atMost", { size: format.bytes(limits.maxBytesPerBatch) })],
    [t("requestSize"), t("atMost", { size: format.bytes(limits.maxBytesPerRequest) })],
    ...(maxTokensPerBatch === null
      ? []
      : [
          [t("tokens"), t("atMost", { size: format.count(maxTokensPerBatch) })] satisfies [
            string,
            string,
          ],
        ]),
    [
      t("windows"),
      shortest === longest
        ? t("hours", { count: longest })
        : t("hourRange", { from: shortest, to: longest }),
    ],
  ];
  return (
    <section className="grid gap-2">
      <h3 className="font-medium">{t("limits")}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        {entries.map(([label, value]) => (
          <div key={label} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{label}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-xs">{t("limitsNote")}</p>
    </section>
  );
}
