"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { useMay } from "../layout/access";
import { useFormat } from "../layout/use-format";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { groupRefusedRows, leavableField, type RefusedGroup, rowSpans } from "./refused-rows";
import { useRefusalText } from "./use-refusal-text";

type Refused = NonNullable<Job["refused"]>;

/** Before approval: how many of the ready-made requests will not be sent, why, and what can be done. */
export function RefusedNotice({ job }: { job: Job }) {
  const t = useTranslations("jobs.refused");
  const may = useMay();
  const { refused } = job;
  if (refused === null || refused.rows === 0) return null;
  const { rows } = job.counts;
  return (
    <Alert
      tone="warning"
      title={t("title", { refused: refused.rows, rows })}
      actions={
        may("work:submit") ? (
          <Button asChild size="sm">
            <Link href={`/jobs/new?dataset=${job.datasetId}`}>{t("again")}</Link>
          </Button>
        ) : null
      }
    >
      <div className="grid gap-3">
        <p>{t("others", { others: rows - refused.rows })}</p>
        <RefusedGroups refused={refused} />
        <p>{t(hasLeavable(refused) ? "leaveOut" : "correct")}</p>
      </div>
    </Alert>
  );
}

/** The same once the others are on their way, folded away. */
export function PastRefused({ job: { refused, counts } }: { job: Job }) {
  const t = useTranslations("jobs.refused");
  if (refused === null || refused.rows === 0) return null;
  return (
    <details className="rounded-xl border bg-surface px-4 py-3 shadow-card sm:px-5">
      <summary className="min-h-6 w-fit rounded-sm font-semibold">
        {t("past", { refused: refused.rows, rows: counts.rows })}
      </summary>
      <div className="mt-3 grid gap-3 text-sm">
        <RefusedGroups refused={refused} />
        <p className="text-muted">{t(hasLeavable(refused) ? "leaveOut" : "correct")}</p>
      </div>
    </details>
  );
}

const hasLeavable = ({ first }: Refused): boolean =>
  first.some((row) => leavableField(row) !== null);

function RefusedGroups({ refused: { rows, first } }: { refused: Refused }) {
  const t = useTranslations("jobs.refused");
  return (
    <div className="grid gap-2">
      {first.length < rows ? <p>{t("firstOnly", { count: first.length })}</p> : null}
      <ul className="grid gap-2">
        {groupRefusedRows(first).map((group) => (
          <Group key={`${group.code} ${group.field}`} group={group} />
        ))}
      </ul>
    </div>
  );
}

/** So many spans of row numbers are named. */
const MOST_SPANS = 8;

function Group({ group: { code, field, rows } }: { group: RefusedGroup }) {
  const t = useTranslations("jobs.refused");
  const reason = useRefusalText();
  const format = useFormat();
  const spans = rowSpans(rows);
  const shown = spans.slice(0, MOST_SPANS);
  const named = shown
    .map(([from, to]) =>
      from === to
        ? format.count(from)
        : t("span", { first: format.count(from), last: format.count(to) }),
    )
    .join(", ");
  const more = spans.slice(MOST_SPANS).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return (
    <li className="border-current/20 border-l-2 pl-3">
      <p className="wrap-anywhere">{reason(code, field)}</p>
      <p className="tabular wrap-anywhere opacity-80">
        {t("rows", { count: rows.length, rows: named, more })}
      </p>
    </li>
  );
}
