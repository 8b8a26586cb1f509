"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { Preview } from "@/lib/contracts/planning";
import { api } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { useFormat } from "../../layout/use-format";
import { useWording } from "../../layout/use-wording";
import { Alert } from "../../ui/alert";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { Skeleton } from "../../ui/skeleton";
import type { JobTarget } from "./job-draft";
import { PreviewRefusal } from "./preview-refusal";
import { PreviewRow } from "./preview-row";
import { previewedRows } from "./previewed-rows";
import { useSettled } from "./use-settled";

const ROWS_AT_ONCE = 3;
const SETTLE_MS = 450;

type PreviewPaneProps = { target: JobTarget | null; totalRows: number };

/** What real rows make of the prompt, as the provider would get it; follows the typing. */
export function PreviewPane({ target, totalRows }: PreviewPaneProps) {
  const t = useTranslations("new-job.preview");
  const [first, setFirst] = useState(1);
  const pane = useRef<HTMLElement>(null);
  const start = Math.min(first, Math.max(1, totalRows));
  const count = Math.max(0, Math.min(ROWS_AT_ONCE, totalRows - start + 1));
  const settled = useSettled(target, SETTLE_MS);
  const rows = Array.from({ length: count }, (_, i) => start + i);
  const preview = useQuery({
    ...api.planning.preview.queryOptions({
      input: settled && count > 0 ? { ...settled, rows } : skipToken,
    }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section
      ref={pane}
      tabIndex={-1}
      aria-label={t("title")}
      className="grid min-w-0 gap-3 rounded-lg border bg-sunken p-3"
    >
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h3 className="font-medium text-sm">{t("title")}</h3>
        {totalRows > ROWS_AT_ONCE ? (
          <RowSteps
            first={start}
            last={start + count - 1}
            total={totalRows}
            onMove={(by) => setFirst(Math.min(Math.max(1, start + by), totalRows))}
          />
        ) : null}
      </div>
      {target === null ? <p className="text-muted text-sm">{t("waiting")}</p> : null}
      {target !== null && preview.isLoading ? <Skeleton className="h-40" /> : null}
      {preview.isError ? (
        <ErrorNotice error={preview.error} onRetry={() => void preview.refetch()} />
      ) : null}
      {target !== null && preview.data ? (
        <div
          className={cn(
            "grid min-w-0 gap-3 transition-opacity",
            preview.isPlaceholderData && "opacity-60",
          )}
        >
          <PreviewedRows
            preview={preview.data}
            onLeftOut={() => pane.current?.focus({ preventScroll: true })}
          />
        </div>
      ) : null}
    </section>
  );
}

type PreviewedRowsProps = { preview: Preview; onLeftOut: () => void };

/** What is wrong with the whole, then the rows in their order, those too that cannot be sent. */
function PreviewedRows({ preview, onLeftOut }: PreviewedRowsProps) {
  const word = useWording("new-job.problems");
  const { problems, rows } = previewedRows(preview);
  return (
    <>
      {problems.map(({ code, message, params }) => (
        <Alert key={code + message} tone="warning" title={word(code, params, message)} />
      ))}
      {rows.map((row) =>
        "code" in row ? (
          <PreviewRefusal key={row.row} refused={row} onLeftOut={onLeftOut} />
        ) : (
          <PreviewRow key={row.row} row={row} />
        ),
      )}
    </>
  );
}

type RowStepsProps = {
  first: number;
  last: number;
  total: number;
  onMove: (by: number) => void;
};

function RowSteps({ first, last, total, onMove }: RowStepsProps) {
  const t = useTranslations("new-job.preview");
  const format = useFormat();
  return (
    <div className="flex items-center gap-1">
      <span className="tabular text-muted text-sm" aria-live="polite">
        {t("rows", {
          first: format.count(first),
          last: format.count(last),
          total: format.count(total),
        })}
      </span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("previous")}
        disabled={first <= 1}
        onClick={() => onMove(-ROWS_AT_ONCE)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("next")}
        disabled={last >= total}
        onClick={() => onMove(ROWS_AT_ONCE)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </div>
  );
}
