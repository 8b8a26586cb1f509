"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Job } from "@/lib/contracts/jobs";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { DeleteDialog } from "../layout/delete-dialog";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { isOver } from "./job-stage";

/** What else can be done with a job that has ended: its content can be deleted. */
export function JobMenu({ job }: { job: Job }) {
  const t = useTranslations("data-life");
  const may = useMay();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  // The menu's item that opened the dialog is gone, so nothing else brings the focus back.
  const close = () => {
    setOpen(false);
    setTimeout(() => trigger.current?.focus());
  };
  if (!isOver(job) || job.deletedAt !== null || !may("work:delete", job.teamId)) return null;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={trigger} size="icon" aria-label={t("actionsFor", { name: job.name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem variant="danger" onSelect={() => setOpen(true)}>
            {t("delete.job")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {open ? <DeleteJob job={job} onClose={close} /> : null}
    </>
  );
}

function DeleteJob({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useTranslations("data-life.delete");
  const queryClient = useQueryClient();
  const remove = useMutation(
    api.jobs.delete.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("begun", { name: job.name }));
        const keys = [api.jobs.key(), api.deletions.key()];
        await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      },
    }),
  );
  return (
    <DeleteDialog
      title={t("jobTitle", { name: job.name })}
      lost={[
        ...[t("parts.request"), t("parts.results"), t("parts.raw")],
        t("parts.provider", { connection: job.connectionName }),
      ]}
      stays={[t("parts.bill"), t("parts.counts"), t("parts.log"), t("parts.data")]}
      error={remove.error}
      pending={remove.isPending}
      onConfirm={() => remove.mutate({ id: job.id })}
      onClose={onClose}
    />
  );
}
