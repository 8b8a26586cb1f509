"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Field } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { Skeleton } from "../ui/skeleton";

type Days = number | null;
const CHOICES: readonly Days[] = [30, 90, 180, 365, 730, 1_825, 3_650, null];
const keyOf = (days: Days): string => String(days);

/** How long the log is kept. A shorter time takes entries away for good, so it is asked for twice. */
export function RetentionCard() {
  const t = useTranslations("audit.retention");
  const retention = useQuery(api.audit.retention.get.queryOptions());
  return (
    <Card aria-labelledby="audit-retention">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="audit-retention">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        {retention.isPending ? <Skeleton className="h-16" /> : null}
        {retention.error ? (
          <ErrorNotice error={retention.error} onRetry={retention.refetch} />
        ) : null}
        {retention.data ? <RetentionChoice days={retention.data.days} /> : null}
      </CardContent>
    </Card>
  );
}

function RetentionChoice({ days }: { days: Days }) {
  const t = useTranslations("audit.retention");
  const may = useMay();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<Days | undefined>(undefined);
  const set = useMutation(
    api.audit.retention.set.mutationOptions({
      onSuccess: async () => {
        setAsked(undefined);
        toast.success(t("saved"));
        await queryClient.invalidateQueries({ queryKey: api.audit.key() });
      },
    }),
  );
  const inWords = (choice: Days) => (choice === null ? t("forEver") : t("days", { count: choice }));
  const choices = CHOICES.includes(days) ? CHOICES : [days, ...CHOICES];
  const choose = (key: string) => {
    const next = choices.find((choice) => keyOf(choice) === key);
    if (next === undefined || next === days) return;
    if (isShorter(next, days)) setAsked(next);
    else set.mutate({ days: next });
  };
  if (!may("organization:manage")) return <p>{inWords(days)}</p>;
  return (
    <>
      <Field label={t("label")} className="max-w-64">
        {(control) => (
          <Select value={keyOf(days)} onValueChange={choose} disabled={set.isPending}>
            <SelectTrigger className="w-full" {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {choices.map((choice) => (
                <SelectItem key={keyOf(choice)} value={keyOf(choice)}>
                  {inWords(choice)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {set.error && asked === undefined ? <ErrorNotice error={set.error} /> : null}
      {asked === undefined ? null : (
        <ConfirmShorter
          time={inWords(asked)}
          mutation={set}
          onConfirm={() => set.mutate({ days: asked })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

const isShorter = (next: Days, now: Days): boolean => next !== null && (now === null || next < now);

type ConfirmShorterProps = {
  time: string;
  mutation: { readonly isPending: boolean; readonly error: Error | null };
  onConfirm: () => void;
  onClose: () => void;
};

function ConfirmShorter({ time, mutation, onConfirm, onClose }: ConfirmShorterProps) {
  const t = useTranslations("audit.retention");
  const common = useTranslations("common");
  return (
    <AlertDialog open onOpenChange={onClose}>
      <AlertDialogContent>
        <AlertDialogTitle>{t("shorterTitle", { time })}</AlertDialogTitle>
        <AlertDialogDescription>{t("shorterText")}</AlertDialogDescription>
        {mutation.error ? <ErrorNotice error={mutation.error} /> : null}
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button variant="danger" pending={mutation.isPending} onClick={onConfirm}>
            {t("shorten")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
