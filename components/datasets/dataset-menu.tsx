"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Dataset } from "@/lib/contracts/datasets";
import type { JobSummary } from "@/lib/contracts/jobs";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { DeleteDialog } from "../layout/delete-dialog";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { Switch } from "../ui/switch";
import { LabelDialog } from "./label-dialog";

/** What else can be done with a dataset: label it, delete it. */
export function DatasetMenu({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("data-life");
  const may = useMay();
  const [dialog, setDialog] = useState<"label" | "delete" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  // The menu's item that opened the dialog is gone, so nothing else brings the focus back.
  const close = () => {
    setDialog(null);
    setTimeout(() => trigger.current?.focus());
  };
  const mayLabel = may("work:submit", dataset.teamId);
  const mayDelete = may("work:delete", dataset.teamId) && dataset.status !== "importing";
  if (dataset.deletedAt !== null || !(mayLabel || mayDelete)) return null;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={trigger} size="icon" aria-label={t("actionsFor", { name: dataset.name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {mayLabel ? (
            <DropdownMenuItem onSelect={() => setDialog("label")}>
              {t("labels.change")}
            </DropdownMenuItem>
          ) : null}
          {mayLabel && mayDelete ? <DropdownMenuSeparator /> : null}
          {mayDelete ? (
            <DropdownMenuItem variant="danger" onSelect={() => setDialog("delete")}>
              {t("delete.dataset")}
            </DropdownMenuItem>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "label" ? <LabelDialog dataset={dataset} onClose={close} /> : null}
      {dialog === "delete" ? <DeleteDataset dataset={dataset} onClose={close} /> : null}
    </>
  );
}

const MOST_NAMED = 20;

function DeleteDataset({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const t = useTranslations("data-life.delete");
  const queryClient = useQueryClient();
  const [withJobs, setWithJobs] = useState(false);
  const input = { datasetId: dataset.id, limit: MOST_NAMED };
  const jobs = useQuery(api.jobs.list.queryOptions({ input }));
  const holding = (jobs.data?.data ?? []).filter((job) => job.resultsDeletedAt === null);
  const remove = useMutation(
    api.datasets.delete.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("begun", { name: dataset.name }));
        // Not its rows: they are gone, and their panel goes with the next word of the dataset.
        const own = [api.datasets.get.key(), api.datasets.list.key()];
        const keys = [...own, api.jobs.key(), api.deletions.key()];
        await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      },
    }),
  );
  const running = holding.filter((job) => !isOver(job));
  const blocked = running.length > 0 || (holding.length > 0 && !withJobs);
  return (
    <DeleteDialog
      title={t("datasetTitle", { name: dataset.name })}
      lost={[t("parts.upload"), t("parts.rows"), t("parts.rejects"), t("parts.columns")]}
      stays={[t("parts.name"), t("parts.figures"), t("parts.log")]}
      error={remove.error ?? jobs.error}
      pending={remove.isPending}
      disabled={jobs.isPending || blocked}
      onConfirm={() => remove.mutate({ id: dataset.id, withJobs })}
      onClose={onClose}
    >
      {holding.length > 0 ? (
        <div className="grid gap-2 rounded-lg border p-3 text-sm">
          <p>{t("needed", { count: holding.length })}</p>
          <ul className="grid max-h-32 list-disc gap-0.5 overflow-y-auto pl-4 text-muted">
            {holding.map((job) => (
              <li key={job.id} className="wrap-anywhere">
                {job.name}
              </li>
            ))}
          </ul>
          {running.length > 0 ? (
            <p className="text-danger">{t("running", { count: running.length })}</p>
          ) : (
            // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control
            <label className="flex items-center gap-2 font-medium">
              <Switch checked={withJobs} onCheckedChange={setWithJobs} />
              {t("withJobs")}
            </label>
          )}
        </div>
      ) : null}
    </DeleteDialog>
  );
}

const OVER = ["completed", "completed_with_errors", "failed", "cancelled"];

const isOver = ({ status }: JobSummary): boolean => OVER.includes(status);
