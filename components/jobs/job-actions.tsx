"use client";

import { useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Job } from "@/lib/contracts/jobs";
import { api, client } from "../layout/api";
import { useErrorToast } from "../layout/use-error-toast";
import { useIntentMutation } from "../layout/use-intent-mutation";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";

/** Stops a job, after asking: what is finished stays, the rest is not sent. */
export function CancelJob({ job }: { job: Job }) {
  const t = useTranslations("jobs.actions");
  const cancel = useJobAction(client.jobs.cancel, t("cancelled"));
  return (
    <AlertDialog>
      <AlertDialogTrigger asChild>
        <Button pending={cancel.isPending}>{t("cancel")}</Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogTitle>{t("cancelTitle")}</AlertDialogTitle>
        <AlertDialogDescription>
          {job.approvedAt === null
            ? t("cancelBodyUnapproved")
            : t("cancelBody", { pending: job.counts.pending })}
        </AlertDialogDescription>
        <AlertDialogFooter>
          <AlertDialogCancel>{t("keep")}</AlertDialogCancel>
          <AlertDialogAction onClick={() => cancel.mutate({ id: job.id })}>
            {t("confirmCancel")}
          </AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}

/** Sends the rows again that a second try can help. */
export function RetryJob({ job }: { job: Job }) {
  const t = useTranslations("jobs.actions");
  const retry = useJobAction(client.jobs.retry, t("retried"));
  return (
    <Button
      title={job.attention ? undefined : t("retryHint")}
      pending={retry.isPending}
      onClick={() => retry.mutate({ id: job.id })}
    >
      {retry.isPending ? null : <RotateCw aria-hidden />}
      {t(job.attention ? "retryAttention" : "retry")}
    </Button>
  );
}

type Action = Parameters<typeof useIntentMutation<{ id: string }, Job>>[0];

/** A verb on a job whose answer is the job: the page shows it at once. */
export function useJobAction(call: Action, done: string) {
  const queryClient = useQueryClient();
  return useIntentMutation(call, {
    onError: useErrorToast(),
    onSuccess: (job) => {
      queryClient.setQueryData(api.jobs.get.queryKey({ input: { id: job.id } }), job);
      void queryClient.invalidateQueries({ queryKey: api.jobs.key() });
      toast.success(done);
    },
  });
}
