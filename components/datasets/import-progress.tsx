"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { Dataset } from "@/lib/contracts/datasets";
import { useFormat } from "../layout/use-format";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card";
import { Progress } from "../ui/progress";

/** The import as it runs; says once, for screen readers, when it has finished before the reader's eyes. */
export function ImportProgress({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.import");
  const wasSeenImporting = useRef(false);
  if (dataset.status === "importing") wasSeenImporting.current = true;
  const finished = wasSeenImporting.current && dataset.status === "ready";
  return (
    <>
      <p role="status" className="sr-only">
        {finished ? t("finished", { rows: dataset.rows, rejected: dataset.rejected }) : ""}
      </p>
      {dataset.status === "importing" ? <RunningImport dataset={dataset} /> : null}
    </>
  );
}

function RunningImport({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.import");
  const format = useFormat();
  const started = dataset.importedBytes > 0;
  const text = started
    ? t("progress", {
        done: format.bytes(dataset.importedBytes),
        total: format.bytes(dataset.bytes),
      })
    : t("waiting");
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-2">
        <Progress
          label={t("label", { name: dataset.name })}
          valueText={text}
          max={dataset.bytes}
          parts={started ? [{ tone: "primary", value: dataset.importedBytes }] : null}
        />
        <p className="tabular text-muted text-sm">{text}</p>
        <p className="text-muted text-sm">{t("leave")}</p>
      </CardContent>
    </Card>
  );
}
