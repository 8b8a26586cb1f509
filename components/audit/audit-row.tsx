"use client";

import { Bot, ChevronDown, KeyRound, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { AuditEntry } from "@/lib/contracts/audit";
import { useFormat } from "../layout/use-format";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { TableCell, TableRow } from "../ui/table";
import { AuditDetails } from "./audit-details";
import type { AuditView } from "./audit-view";
import { subjectLink } from "./subject-link";
import { useAuditWords } from "./use-audit-words";

const ICONS = { user: UserRound, key: KeyRound, system: Bot } as const;
const COLUMNS = 6;

type AuditRowProps = { entry: AuditEntry; view: AuditView; onView: (view: AuditView) => void };

/** One entry, with what else it tells in a row of its own once that is asked for. */
export function AuditRow({ entry, view, onView }: AuditRowProps) {
  const t = useTranslations("audit");
  const words = useAuditWords();
  const format = useFormat();
  const id = useId();
  const [open, setOpen] = useState(false);
  const what = words.action(entry.action);
  return (
    <>
      <TableRow className={cn(open && "border-b-0 bg-sunken/50")}>
        <TableCell className="align-top text-muted sm:whitespace-nowrap">
          <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
        </TableCell>
        <TableCell className="hidden min-w-44 align-top sm:table-cell">
          <Actor actor={entry.actor} />
        </TableCell>
        <TableCell className="min-w-32 align-top">
          <span className="font-medium">{what}</span>
          <span className="block text-muted md:hidden">
            <Thing subject={entry.subject} />
          </span>
          <span className="mt-1 block text-muted sm:hidden">
            <Actor actor={entry.actor} />
          </span>
        </TableCell>
        <TableCell className="hidden min-w-32 align-top md:table-cell">
          <Thing subject={entry.subject} />
        </TableCell>
        <TableCell className="hidden align-top text-muted lg:table-cell">
          <span className="wrap-anywhere">{entry.address ?? t("nowhere")}</span>
        </TableCell>
        <TableCell align="end" className="align-top">
          <Button
            size="icon-sm"
            variant="ghost"
            className="-my-1.5"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            aria-label={t("detailsOf", { what, thing: words.subject(entry.subject) })}
            onClick={() => setOpen(!open)}
          >
            <ChevronDown aria-hidden className={cn("transition-transform", open && "rotate-180")} />
          </Button>
        </TableCell>
      </TableRow>
      {open ? (
        <TableRow id={id} className="bg-sunken/50">
          <TableCell colSpan={COLUMNS} className="pt-0">
            <AuditDetails entry={entry} view={view} onView={onView} />
          </TableCell>
        </TableRow>
      ) : null}
    </>
  );
}

function Thing({ subject }: { subject: AuditEntry["subject"] }) {
  const words = useAuditWords();
  const href = subjectLink(subject);
  const name = words.subject(subject);
  if (href === null) return <span className="wrap-anywhere">{name}</span>;
  return (
    <Link href={href} className="wrap-anywhere text-primary underline-offset-4 hover:underline">
      {name}
    </Link>
  );
}

function Actor({ actor }: Pick<AuditEntry, "actor">) {
  const t = useTranslations("audit");
  const words = useAuditWords();
  const Icon = ICONS[actor.kind];
  return (
    <span className="flex min-w-0 items-start gap-1.5">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <span className="sr-only">{t(`actors.${actor.kind}`)}: </span>
      <span className="wrap-anywhere">{words.actor(actor)}</span>
    </span>
  );
}
