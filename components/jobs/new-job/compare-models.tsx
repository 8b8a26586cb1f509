"use client";

import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useFormContext } from "react-hook-form";
import type { Connection } from "@/lib/contracts/connections";
import type { ComparedModel, CompareInput } from "@/lib/contracts/planning";
import { api } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { Button } from "../../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../../ui/dialog";
import { Input } from "../../ui/input";
import { Label } from "../../ui/label";
import { Skeleton } from "../../ui/skeleton";
import { Switch } from "../../ui/switch";
import { CompareTable } from "./compare-table";
import type { JobDraft } from "./job-draft";

type CompareModelsProps = {
  /** Null while data or prompt are missing. */
  prompt: CompareInput | null;
  /** Those that may be chosen. */
  connections: readonly Connection[];
};

/** What the prompt would cost with every model, and the choice of one of them. */
export function CompareModels({ prompt, connections }: CompareModelsProps) {
  const t = useTranslations("new-job.compare");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const { setValue } = useFormContext<JobDraft>();
  const choose = ({ provider, model }: ComparedModel) => {
    const connection = connections.find((one) => one.provider === provider);
    if (!connection) return;
    setValue("connectionId", connection.id, { shouldValidate: true });
    setValue("model", model, { shouldValidate: true });
    setOpen(false);
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button className="justify-self-start" disabled={prompt === null}>
          <Scale aria-hidden />
          {t("open")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")} className="max-w-5xl">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("intro")}</DialogDescription>
        </DialogHeader>
        {prompt ? <Comparison prompt={prompt} connections={connections} onChoose={choose} /> : null}
      </DialogContent>
    </Dialog>
  );
}

type ComparisonProps = {
  prompt: CompareInput;
  connections: readonly Connection[];
  onChoose: (model: ComparedModel) => void;
};

function Comparison({ prompt, connections, onChoose }: ComparisonProps) {
  const t = useTranslations("new-job.compare");
  const [search, setSearch] = useState("");
  const [every, setEvery] = useState(false);
  const everyId = useId();
  const { data, error, isFetching, refetch } = useQuery(
    api.planning.compare.queryOptions({ input: prompt, staleTime: 60_000 }),
  );
  if (error) return <ErrorNotice error={error} onRetry={refetch} retrying={isFetching} />;
  if (!data) {
    return (
      <div role="status">
        <p className="mb-3 text-muted">{t("working")}</p>
        <Skeleton className="h-80" />
      </div>
    );
  }
  const own = new Set(connections.map(({ provider }) => provider));
  const typed = search.trim().toLowerCase();
  const shown = data.data.filter(
    ({ provider, model }) =>
      (every || own.has(provider)) && `${provider} ${model}`.toLowerCase().includes(typed),
  );
  return (
    <div className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <Input
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          className="sm:w-72"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="flex items-center gap-2">
          <Switch id={everyId} checked={every} onCheckedChange={setEvery} />
          <Label htmlFor={everyId}>{t("every")}</Label>
        </span>
        <p role="status" className="text-muted text-sm sm:ml-auto">
          {t("found", { count: shown.length, rows: data.rows })}
        </p>
      </div>
      {shown.length > 0 ? (
        <CompareTable models={shown} connected={own} onChoose={onChoose} />
      ) : (
        <p className="rounded-lg border border-dashed p-6 text-center text-muted">{t("none")}</p>
      )}
      <p className="text-muted text-sm">{t("method")}</p>
    </div>
  );
}
