"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Connection, ConnectionSurvey } from "@/lib/contracts/connections";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useFormat } from "../layout/use-format";
import { useWording } from "../layout/use-wording";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Skeleton } from "../ui/skeleton";
import { KnownLimits } from "./known-limits";
import { LearnedLimits } from "./learned-limits";
import { SeenModels } from "./seen-models";

interface SurveyDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** What the provider tells of the key: its models, the files kept there, and the limits of a batch. */
export function SurveyDialog({ connection: { id, name }, onClose }: SurveyDialogProps) {
  const t = useTranslations("connections.survey");
  const common = useTranslations("common");
  const asked = useQuery(api.connections.survey.queryOptions({ input: { id }, staleTime: 0 }));
  const retry = () => void asked.refetch();
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle>{t("title", { name })}</DialogTitle>
          <DialogDescription>{t("intro")}</DialogDescription>
        </DialogHeader>
        <p role="status" className="sr-only">
          {asked.isFetching ? t("asking") : t("answered")}
        </p>
        {asked.isPending ? <Waiting /> : null}
        {asked.error ? (
          <ErrorNotice error={asked.error} onRetry={retry} retrying={asked.isFetching} />
        ) : null}
        {asked.data ? (
          <>
            <Problem problem={asked.data.problem} retrying={asked.isFetching} onRetry={retry} />
            {asked.data.account ? <Account account={asked.data.account} /> : null}
            <KnownLimits limits={asked.data.limits} />
            <LearnedLimits learned={asked.data.learned} />
          </>
        ) : null}
      </DialogContent>
    </Dialog>
  );
}

function Waiting() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-14 rounded-lg" />
      <Skeleton className="h-48 rounded-lg" />
    </div>
  );
}

interface ProblemProps {
  readonly problem: ConnectionSurvey["problem"];
  readonly retrying: boolean;
  readonly onRetry: () => void;
}

function Problem({ problem, retrying, onRetry }: ProblemProps) {
  const common = useTranslations("common");
  const word = useWording("connections.problems");
  if (problem === null) return null;
  const actions = (
    <Button size="sm" pending={retrying} onClick={onRetry}>
      {retrying ? null : <RotateCw aria-hidden />}
      {common("retry")}
    </Button>
  );
  const title = word(problem.code, problem.params, problem.message);
  return <Alert announce tone="danger" title={title} actions={actions} />;
}

function Account({
  account: { models, files },
}: {
  readonly account: NonNullable<ConnectionSurvey["account"]>;
}) {
  const t = useTranslations("connections.survey");
  return (
    <>
      <section className="grid gap-1">
        <h3 className="font-medium">{t("files")}</h3>
        <StoredFiles files={files} />
      </section>
      <section className="grid gap-2">
        <h3 className="font-medium">{t("models")}</h3>
        {models === null ? <p className="text-muted text-sm">{t("modelsUntold")}</p> : null}
        {models?.names.length === 0 ? (
          <p className="text-muted text-sm">{t("modelsNone")}</p>
        ) : null}
        {models && models.names.length > 0 ? <SeenModels models={models} /> : null}
      </section>
    </>
  );
}

type Files = NonNullable<ConnectionSurvey["account"]>["files"];

function StoredFiles({ files }: { readonly files: Files }) {
  const t = useTranslations("connections.survey");
  const format = useFormat();
  if (files === null) return <p className="text-muted text-sm">{t("filesUntold")}</p>;
  const { count, bytes, capped } = files;
  if (count === 0) return <p className="text-muted text-sm">{t("filesNone")}</p>;
  const size = bytes === null ? t("sizeUntold") : format.bytes(bytes);
  return (
    <p>
      <span className="tabular font-semibold text-xl tracking-tight">
        {capped && bytes !== null ? t("atLeast", { size }) : size}
      </span>{" "}
      <span className="text-muted text-sm">{t(capped ? "inMoreFiles" : "inFiles", { count })}</span>
    </p>
  );
}
