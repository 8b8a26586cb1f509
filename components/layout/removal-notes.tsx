"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "./use-format";

type RemovalNotesProps = {
  /** Key under `data-life.removal`, with the time when it happens. */
  removals: readonly (readonly [what: "upload" | "rows" | "raw" | "results", at: string | null])[];
};

/** What the organization's retention will remove, before it does. */
export function RemovalNotes({ removals }: RemovalNotesProps) {
  const t = useTranslations("data-life.removal");
  const format = useFormat();
  const dated = removals.flatMap(([what, at]) => (at === null ? [] : [{ what, at }]));
  if (dated.length === 0) return null;
  return (
    <ul className="grid gap-0.5 text-muted text-sm">
      {dated.map(({ what, at }) => (
        <li key={what}>
          <time dateTime={at}>{t(what, { date: format.date(at) })}</time>
        </li>
      ))}
    </ul>
  );
}
