"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../ui/button";
import { columnMark } from "./column-mark";

type ColumnChipsProps = {
  /** Name of the text that they insert into. */
  label: string;
  columns: readonly string[];
  onInsert: (mark: string) => void;
};

const SHOWN_AT_FIRST = 24;

/** One button per column; a column whose name no mark can hold says so instead. */
export function ColumnChips({ label, columns, onInsert }: ColumnChipsProps) {
  const t = useTranslations("new-job.prompt");
  const [all, setAll] = useState(false);
  if (columns.length === 0) return null;
  const shown = all ? columns : columns.slice(0, SHOWN_AT_FIRST);
  return (
    <ul aria-label={t("columnsFor", { field: label })} className="flex flex-wrap gap-1.5">
      {shown.map((column) => {
        const mark = columnMark(column);
        return (
          <li key={column} className="max-w-full">
            <button
              type="button"
              disabled={mark === null}
              title={mark === null ? t("unmarkable") : undefined}
              aria-label={t("insert", { column, field: label })}
              onClick={() => mark !== null && onInsert(mark)}
              className="inline-flex h-6 max-w-full items-center gap-1 rounded-full border border-line bg-sunken px-2 font-mono text-ink text-xs transition-colors hover:border-primary hover:text-primary disabled:opacity-50"
            >
              <Plus aria-hidden className="size-3 shrink-0" />
              <span className="truncate">{column}</span>
            </button>
          </li>
        );
      })}
      {shown.length < columns.length ? (
        <li>
          <Button variant="link" size="inline" onClick={() => setAll(true)}>
            {t("moreColumns", { count: columns.length - shown.length })}
          </Button>
        </li>
      ) : null}
    </ul>
  );
}
