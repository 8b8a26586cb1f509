"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Dataset } from "@/lib/contracts/datasets";
import { useMay } from "../layout/access";
import { useWording } from "../layout/use-wording";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { readRejectReason } from "./reject-reason";

/** Why a file could not be imported, where in it, and what to do. */
export function ImportFailure({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.failed");
  const word = useWording("datasets.failures");
  const wordReason = useWording("datasets.reasons");
  const may = useMay();
  const { error } = dataset;
  if (dataset.status !== "failed" || !error) return null;
  const { line, problem } = error.params;
  // A failure may carry why the first line was rejected, as that line's own stored reason.
  const reason = readRejectReason(String(problem ?? ""));
  const params = {
    ...error.params,
    ...(problem === undefined
      ? {}
      : { problem: wordReason(reason.code, reason.params, String(problem)) }),
  };
  return (
    <Alert
      tone="danger"
      announce
      title={t("title")}
      actions={
        may("work:submit") ? (
          <Button asChild size="sm">
            <Link href="/datasets">{t("again")}</Link>
          </Button>
        ) : null
      }
    >
      <p>{word(error.code, params, error.message)}</p>
      {line === undefined ? null : <p className="mt-1 font-medium">{t("line", { line })}</p>}
    </Alert>
  );
}
