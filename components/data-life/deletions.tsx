"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { useTranslations } from "next-intl";
import type { DeletionShown } from "@/lib/contracts/data-life";
import { api } from "../layout/api";
import { ListCard } from "../layout/list-card";
import { TimeAgo } from "../layout/time";
import { Badge } from "../ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { Receipt } from "./receipt";

const PAGE_SIZE = 20;
const LOOK_AGAIN_MS = 3_000;

/** What was deleted, newest first, each with its receipt. */
export function Deletions() {
  const t = useTranslations("data-life.deletions");
  const deletions = useInfiniteQuery({
    ...api.deletions.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: PAGE_SIZE }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    // Nothing else tells that one of them has gone on.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(({ finishedAt }) => finishedAt === null))
        ? LOOK_AGAIN_MS
        : false,
  });
  return (
    <ListCard
      id="deletions-title"
      title={t("title")}
      intro={t("intro")}
      reading={deletions}
      rows={deletions.data?.pages.flatMap((page) => page.data)}
      empty={{ icon: <Eraser />, title: t("none"), text: t("noneBody") }}
    >
      {(rows) => <DeletionTable deletions={rows} />}
    </ListCard>
  );
}

function DeletionTable({ deletions }: { deletions: readonly DeletionShown[] }) {
  const t = useTranslations("data-life.deletions");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("subject")}</TableHead>
          <TableHead>{t("status")}</TableHead>
          <TableHead className="max-md:hidden">{t("by")}</TableHead>
          <TableHead align="end" className="max-md:hidden">
            {t("asked")}
          </TableHead>
          <TableHead align="end">
            <span className="sr-only">{t("receipt")}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {deletions.map((deletion) => (
          <DeletionRow key={deletion.id} deletion={deletion} />
        ))}
      </TableBody>
    </Table>
  );
}

function DeletionRow({ deletion }: { deletion: DeletionShown }) {
  const t = useTranslations("data-life.deletions");
  const { subject, part, reason, requestedBy, requestedAt } = deletion;
  return (
    <TableRow>
      <TableCell className="w-full min-w-32 max-w-0">
        <span className="block truncate font-medium" title={subject.name}>
          {subject.name}
        </span>
        <span className="block truncate text-muted text-sm">
          {t(`parts.${subject.kind}.${part}`)}
        </span>
      </TableCell>
      <TableCell>
        <DeletionStatus deletion={deletion} />
      </TableCell>
      <TableCell className="max-w-56 truncate text-muted max-md:hidden">
        {reason === "retention" ? t("retention") : requestedBy.name}
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap text-muted max-md:hidden">
        <TimeAgo iso={requestedAt} />
      </TableCell>
      <TableCell align="end">
        <Receipt deletion={deletion} />
      </TableCell>
    </TableRow>
  );
}

function DeletionStatus({ deletion }: { deletion: DeletionShown }) {
  const t = useTranslations("data-life.deletions");
  const { finishedAt, waitsFor, receipt } = deletion;
  if (finishedAt === null) {
    return (
      <Badge tone={waitsFor ? "warning" : "primary"}>{t(waitsFor ? "waiting" : "running")}</Badge>
    );
  }
  const left = (receipt?.provider?.refused.length ?? 0) > 0;
  return <Badge tone={left ? "warning" : "success"}>{t(left ? "doneBut" : "done")}</Badge>;
}
