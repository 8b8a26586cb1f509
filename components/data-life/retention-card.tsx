"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { RetentionShown } from "@/lib/contracts/data-life";
import { MOST_RETENTION_DAYS } from "@/lib/core/retention";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "../ui/card";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Skeleton } from "../ui/skeleton";
import { isSooner, RETENTION_FIELDS, type RetentionField, readDays } from "./retention-days";

/** After how many days what is removed. */
export function RetentionCard() {
  const t = useTranslations("data-life.retention");
  const retention = useQuery(api.retention.get.queryOptions());
  return (
    <Card aria-labelledby="retention-title">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="retention-title">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      {retention.isPending ? (
        <CardContent>
          <Skeleton className="h-16" />
        </CardContent>
      ) : null}
      {retention.error ? (
        <CardContent>
          <ErrorNotice error={retention.error} onRetry={() => void retention.refetch()} />
        </CardContent>
      ) : null}
      {retention.data ? (
        <RetentionForm key={JSON.stringify(retention.data)} retention={retention.data} />
      ) : null}
    </Card>
  );
}

type Typed = Readonly<Record<RetentionField, string>>;

function RetentionForm({ retention }: { retention: RetentionShown }) {
  const t = useTranslations("data-life.retention");
  const mayChange = useMay()("organization:manage");
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<Typed>(() => asTyped(retention));
  const [asking, setAsking] = useState<RetentionShown | null>(null);
  const save = useMutation(
    api.retention.set.mutationOptions({
      onSuccess: async (saved) => {
        toast.success(t("saved"));
        queryClient.setQueryData(api.retention.get.queryKey(), saved);
        await queryClient.invalidateQueries({ queryKey: api.jobs.key() });
        await queryClient.invalidateQueries({ queryKey: api.datasets.key() });
      },
    }),
  );
  const read = readAll(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (read === null) return;
    const sooner = RETENTION_FIELDS.some((field) => isSooner(retention[field], read[field]));
    if (sooner) setAsking(read);
    else save.mutate(read);
  };
  return (
    <form noValidate onSubmit={submit}>
      <CardContent className="grid items-start gap-4 md:grid-cols-3">
        {RETENTION_FIELDS.map((field) => (
          <Field
            key={field}
            label={t(`${field}.label`)}
            hint={t(`${field}.hint`)}
            error={
              readDays(typed[field]) === undefined
                ? t("wrong", { most: MOST_RETENTION_DAYS })
                : undefined
            }
          >
            {(wiring) => (
              <Input
                {...wiring}
                inputMode="numeric"
                autoComplete="off"
                placeholder={t("kept")}
                disabled={!mayChange}
                value={typed[field]}
                onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {save.error ? <ErrorNotice error={save.error} className="md:col-span-3" /> : null}
      </CardContent>
      {mayChange ? (
        <CardFooter>
          <Button
            type="submit"
            variant="primary"
            pending={save.isPending}
            disabled={read === null || JSON.stringify(read) === JSON.stringify(inOrder(retention))}
          >
            {t("save")}
          </Button>
        </CardFooter>
      ) : null}
      <Sooner
        open={asking !== null}
        onClose={() => setAsking(null)}
        onConfirm={() => asking && save.mutate(asking)}
      />
    </form>
  );
}

type SoonerProps = { open: boolean; onClose: () => void; onConfirm: () => void };

/** A shorter time removes what is there already, at the next look. */
function Sooner({ open, onClose, onConfirm }: SoonerProps) {
  const t = useTranslations("data-life.retention");
  const common = useTranslations("common");
  return (
    <AlertDialog open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <AlertDialogContent>
        <AlertDialogTitle>{t("soonerTitle")}</AlertDialogTitle>
        <AlertDialogDescription>{t("soonerBody")}</AlertDialogDescription>
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <AlertDialogAction onClick={onConfirm}>{t("save")}</AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}

const asTyped = ({ uploadDays, resultsDays, rawDays }: RetentionShown): Typed => ({
  uploadDays: String(uploadDays ?? ""),
  resultsDays: String(resultsDays ?? ""),
  rawDays: String(rawDays ?? ""),
});

const inOrder = ({ uploadDays, resultsDays, rawDays }: RetentionShown): RetentionShown => ({
  ...{ uploadDays, resultsDays, rawDays },
});

function readAll(typed: Typed): RetentionShown | null {
  const [uploadDays, resultsDays, rawDays] = RETENTION_FIELDS.map((field) =>
    readDays(typed[field]),
  );
  if (uploadDays === undefined || resultsDays === undefined || rawDays === undefined) return null;
  return { uploadDays, resultsDays, rawDays };
}
