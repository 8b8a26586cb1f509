"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AuditEntry } from "@/lib/contracts/audit";
import { Button } from "../ui/button";
import type { AuditView } from "./audit-view";
import { useAuditWords } from "./use-audit-words";

type AuditDetailsProps = { entry: AuditEntry; view: AuditView; onView: (view: AuditView) => void };

/** What changed, from where, and the ways to what else was done by the same or to the same. */
export function AuditDetails({ entry, view, onView }: AuditDetailsProps) {
  const t = useTranslations("audit");
  const { actor, subject } = entry;
  const actorKey = actor.id ?? "system";
  return (
    <div className="grid gap-4 pb-1 text-sm">
      <AuditChanges entry={entry} />
      <dl className="grid grid-cols-1 gap-x-8 gap-y-2 sm:grid-cols-2">
        <Fact name={t("columns.where")}>{entry.address ?? t("nowhere")}</Fact>
        <Fact name={t("program")}>{entry.userAgent || t("nothing")}</Fact>
        <Fact name={t("actorId")}>{actor.id ?? t("nothing")}</Fact>
        <Fact name={t("thingId")}>{subject.id}</Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          disabled={view.actor === actorKey}
          onClick={() => onView({ ...view, actor: actorKey })}
        >
          {t("onlyActor")}
        </Button>
        <Button
          size="sm"
          disabled={view.subject === subject.id}
          onClick={() => onView({ ...view, subject: subject.id })}
        >
          {t("onlyThing")}
        </Button>
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

/** Settings as they were and as they became; of something new only what it began as. */
function AuditChanges({ entry: { before, after } }: { entry: AuditEntry }) {
  const t = useTranslations("audit");
  const words = useAuditWords();
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return null;
  return (
    <table className="w-full max-w-2xl table-fixed border-collapse">
      <caption className="sr-only">{t("changes")}</caption>
      <thead>
        <tr className="border-b text-left text-muted text-xs">
          <th scope="col" className="py-1 pr-3 font-medium">
            {t("setting")}
          </th>
          {before ? (
            <th scope="col" className="py-1 pr-3 font-medium">
              {t("before")}
            </th>
          ) : null}
          {after ? (
            <th scope="col" className="py-1 font-medium">
              {t(before ? "after" : "value")}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="border-b last:border-0">
            <th scope="row" className="wrap-anywhere py-1 pr-3 text-left font-normal text-muted">
              {words.field(name)}
            </th>
            {before ? (
              <td className="wrap-anywhere py-1 pr-3">
                {name in before ? words.value(before[name]) : t("nothing")}
              </td>
            ) : null}
            {after ? (
              <td className="wrap-anywhere py-1 font-medium">
                {name in after ? words.value(after[name]) : t("nothing")}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
