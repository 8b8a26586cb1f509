"use client";

import { useTranslations } from "next-intl";
import type { Batch } from "@/lib/contracts/jobs";
import { Money } from "../layout/money";
import { SimulatedBadge } from "../layout/simulated-badge";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { cn } from "../ui/cn";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { BatchStatusBadge } from "./batch-status";
import { doneRows } from "./count-shares";
import { useProblemText } from "./job-problems";
import { batchPhases, PHASES } from "./timeline-scale";

/** A problem of a batch that goes on by itself is no alarm. */
const ERROR_TONE: Record<Batch["status"], string> = {
  waiting: "text-muted",
  submitting: "text-muted",
  running: "text-muted",
  collecting: "text-muted",
  settled: "text-warning",
  cancelled: "text-danger",
  attention: "text-warning",
};

/** Every batch in figures: the accessible form of the timeline, with costs, errors and what comes next. */
export function BatchTable({ batches }: { batches: readonly Batch[] }) {
  const t = useTranslations("jobs.batches");
  const simulated = batches.some(({ cost }) => cost?.simulated);
  const moving = batches.some(({ dueAt }) => dueAt !== null);
  return (
    <Table label={t("table")}>
      <TableHeader>
        <TableRow>
          <TableHead align="end">{t("ordinal")}</TableHead>
          <TableHead>{t("status")}</TableHead>
          <TableHead align="end">{t("attempt")}</TableHead>
          <TableHead align="end">{t("outcome")}</TableHead>
          {PHASES.map((phase) => (
            <TableHead key={phase} align="end" className="min-w-24 whitespace-normal">
              {t(`phase.${phase}`)}
            </TableHead>
          ))}
          <TableHead align="end" className="whitespace-normal">
            <span className="inline-flex flex-wrap items-center justify-end gap-x-1.5">
              {t("cost")}
              {simulated ? <SimulatedBadge /> : null}
            </span>
          </TableHead>
          {moving ? <TableHead>{t("next")}</TableHead> : null}
        </TableRow>
      </TableHeader>
      <TableBody>
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} moving={moving} />
        ))}
      </TableBody>
    </Table>
  );
}

function BatchRow({ batch, moving }: { batch: Batch; moving: boolean }) {
  const t = useTranslations("jobs.batches");
  const format = useFormat();
  const { counts } = batch;
  return (
    <TableRow>
      <TableCell align="end" className="align-top">
        {format.count(batch.ordinal)}
      </TableCell>
      <TableCell className="w-full min-w-44 max-w-0 align-top">
        <BatchStatusBadge batch={batch} />
        <BatchNotes batch={batch} />
      </TableCell>
      <TableCell align="end" className="align-top">
        {format.count(batch.attempt)}
      </TableCell>
      <TableCell align="end" className="align-top">
        {t("doneOf", { done: format.count(doneRows(counts)), rows: format.count(batch.rows) })}
        {counts.failed > 0 ? (
          <span className="block text-danger text-sm">
            {t("failedOf", { failed: counts.failed })}
          </span>
        ) : null}
      </TableCell>
      <PhaseCells batch={batch} />
      <TableCell align="end" className="align-top">
        {batch.cost ? <BatchCost cost={batch.cost} /> : "–"}
      </TableCell>
      {moving ? (
        <TableCell className="min-w-28 align-top text-muted">
          {batch.dueAt ? <TimeAgo iso={batch.dueAt} /> : "–"}
        </TableCell>
      ) : null}
    </TableRow>
  );
}

function BatchNotes({ batch }: { batch: Batch }) {
  const t = useTranslations("jobs.batches");
  const problemText = useProblemText();
  return (
    <>
      {batch.error ? (
        <p className={cn("wrap-anywhere mt-1 text-sm", ERROR_TONE[batch.status])}>
          {problemText(batch.error)}
        </p>
      ) : null}
      {batch.remoteId ? (
        <p className="mt-1 truncate text-muted text-xs" title={batch.remoteId}>
          <span className="sr-only">{t("remote")}: </span>
          <code className="font-mono">{batch.remoteId}</code>
          {batch.remoteState ? ` · ${batch.remoteState}` : null}
        </p>
      ) : null}
    </>
  );
}

/** How long each phase took, and on hover when it began. An open phase has no length yet. */
function PhaseCells({ batch }: { batch: Batch }) {
  const t = useTranslations("jobs.batches");
  const format = useFormat();
  const spans = batchPhases(batch, 0);
  return PHASES.map((phase) => {
    const span = spans.find((candidate) => candidate.phase === phase);
    return (
      <TableCell
        key={phase}
        align="end"
        className="align-top"
        title={span && format.dateTime(new Date(span.startMs).toISOString())}
      >
        {span === undefined ? "–" : null}
        {span?.open ? t("inProgress") : null}
        {span && !span.open ? format.duration(span.endMs - span.startMs) : null}
      </TableCell>
    );
  });
}

function BatchCost({ cost }: { cost: NonNullable<Batch["cost"]> }) {
  const t = useTranslations("jobs.batches");
  return (
    <span className="grid justify-items-end gap-0.5">
      <Money dense amount={cost.billed} />
      {cost.unpricedRows > 0 ? (
        <span className="text-warning text-xs">{t("unpriced", { rows: cost.unpricedRows })}</span>
      ) : null}
    </span>
  );
}
