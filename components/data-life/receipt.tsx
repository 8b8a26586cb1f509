"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DeletionShown } from "@/lib/contracts/data-life";
import { useFormat } from "../layout/use-format";
import { useWording } from "../layout/use-wording";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";

/** What was removed where, what stays and why; as JSON to take away. */
export function Receipt({ deletion }: { deletion: DeletionShown }) {
  const t = useTranslations("data-life.receipt");
  const common = useTranslations("common");
  const format = useFormat();
  const { id, subject, receipt, requestedAt, requestedBy, finishedAt } = deletion;
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost" aria-label={t("openFor", { name: subject.name })}>
          {t("open")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle className="wrap-anywhere pr-8">
          {t("title", { name: subject.name })}
        </DialogTitle>
        <DialogDescription className="wrap-anywhere">
          {t("asked", { by: requestedBy.name, at: format.dateTime(requestedAt) })}
        </DialogDescription>
        <Waiting deletion={deletion} />
        <dl className="grid gap-3">
          <Line name={t("subject")}>
            <code className="wrap-anywhere font-mono text-sm">{subject.id}</code>
          </Line>
          {finishedAt ? <Line name={t("finished")}>{format.dateTime(finishedAt)}</Line> : null}
          {receipt ? <Lines receipt={receipt} /> : null}
        </dl>
        <DialogFooter>
          <Button asChild>
            <a href={`/api/v1/deletions/${id}`} download={`${id}.json`}>
              <Download aria-hidden />
              {t("download")}
            </a>
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function Waiting({ deletion: { waitsFor, finishedAt } }: { deletion: DeletionShown }) {
  const t = useTranslations("data-life.receipt");
  const word = useWording("data-life.waits");
  if (finishedAt) return null;
  return (
    <Alert tone={waitsFor ? "warning" : "info"} title={t("running")}>
      {waitsFor ? word(waitsFor.code, waitsFor.params, waitsFor.message) : null}
    </Alert>
  );
}

type Told = NonNullable<DeletionShown["receipt"]>;

function Lines({ receipt: { storage, erased, answers, provider } }: { receipt: Told }) {
  const t = useTranslations("data-life.receipt");
  const format = useFormat();
  return (
    <>
      <Line name={t("storage")}>
        {t("objects", { count: storage.objects, bytes: format.bytes(storage.bytes) })}
      </Line>
      <Line name={t("database")}>
        {erased.length > 0 ? erased.map((one) => t(`erased.${one}`)).join(", ") : t("nothing")}
        {answers > 0 ? ` · ${t("answers", { count: answers })}` : null}
      </Line>
      <Line name={t("provider")}>
        {provider ? <AtProvider provider={provider} /> : t("neverStored")}
      </Line>
    </>
  );
}

function AtProvider({ provider }: { provider: NonNullable<Told["provider"]> }) {
  const t = useTranslations("data-life.receipt");
  const { connectionName, batches, before, files, refused, keptHours } = provider;
  return (
    <div className="grid gap-2">
      <p>
        {t("emptied", { connection: connectionName, batches, files })}
        {before > 0 ? ` ${t("before", { count: before })}` : null}
      </p>
      {refused.map(({ reason, batches: left, remoteIds }) => (
        <Alert key={reason} tone="warning" title={t(`refused.${reason}`, { count: left })}>
          <p className="font-mono text-xs">{remoteIds.join(", ")}</p>
          <p>{keptHours === null ? t("keptUnknown") : t("keptHours", { hours: keptHours })}</p>
        </Alert>
      ))}
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-muted text-sm">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
