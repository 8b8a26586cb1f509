"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Organization } from "@/lib/contracts/organization";
import { useMay } from "../../layout/access";
import { api } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { useFormat } from "../../layout/use-format";
import { Button } from "../../ui/button";
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from "../../ui/card";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Progress } from "../../ui/progress";
import { asGigabytes, readGigabytes } from "./gigabytes";

type Limits = Organization["limits"];

/** How large one file may be, and all together, with what is used of it. */
export function LimitsCard({ limits }: { limits: Limits }) {
  const t = useTranslations("organization.limits");
  const { maxUploadBytes, maxStoredBytes } = limits;
  return (
    <Card aria-labelledby="limits">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="limits">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      <Stored limits={limits} />
      <LimitsForm key={`${maxUploadBytes} ${maxStoredBytes}`} limits={limits} />
    </Card>
  );
}

/** From this share on, in percent, little room is left. */
const NEARLY = 90;

function Stored({ limits }: { limits: Limits }) {
  const t = useTranslations("organization.limits");
  const format = useFormat();
  const { storedBytes, maxStoredBytes, installationStoredBytes } = limits;
  if (storedBytes === null) return null;
  const used = format.bytes(storedBytes);
  const known = [maxStoredBytes, installationStoredBytes].filter((bytes) => bytes !== null);
  if (known.length === 0) return <CardContent>{t("used", { used })}</CardContent>;
  const limit = Math.min(...known);
  const text = t("usedOf", { used, limit: format.bytes(limit) });
  const share = limit === 0 ? 100 : Math.min(100, (storedBytes / limit) * 100);
  return (
    <CardContent className="grid gap-1.5">
      <span className="tabular">{text}</span>
      <Progress
        label={t("bar")}
        max={100}
        parts={[{ value: share, tone: share >= NEARLY ? "danger" : "primary" }]}
        valueText={text}
      />
    </CardContent>
  );
}

const FIELDS = ["maxUploadBytes", "maxStoredBytes"] as const;
type LimitField = (typeof FIELDS)[number];

/** One file of no byte would be no file; all together may be none any more. */
const LEAST: Readonly<Record<LimitField, number>> = { maxUploadBytes: 1, maxStoredBytes: 0 };

function LimitsForm({ limits }: { limits: Limits }) {
  const t = useTranslations("organization.limits");
  const format = useFormat();
  const mayChange = useMay()("organization:manage");
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<Readonly<Record<LimitField, string>>>(() => ({
    maxUploadBytes: asGigabytes(limits.maxUploadBytes),
    maxStoredBytes: asGigabytes(limits.maxStoredBytes),
  }));
  const save = useMutation(
    api.organization.update.mutationOptions({
      onSuccess: (saved) => {
        toast.success(t("saved"));
        queryClient.setQueryData(api.organization.get.queryKey(), saved);
      },
    }),
  );
  const read = {
    maxUploadBytes: limitIn("maxUploadBytes"),
    maxStoredBytes: limitIn("maxStoredBytes"),
  };
  const wrong = FIELDS.some((field) => read[field] === undefined);
  const changed = FIELDS.some((field) => read[field] !== limits[field]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) save.mutate({ limits: read });
  };
  return (
    <form noValidate onSubmit={submit}>
      <CardContent className="grid items-start gap-4 md:grid-cols-2">
        {FIELDS.map((field) => (
          <Field
            key={field}
            label={t(`${field}.label`)}
            hint={hintOf(field)}
            error={read[field] === undefined ? t("wrong") : undefined}
          >
            {(wiring) => (
              <Input
                {...wiring}
                inputMode="decimal"
                autoComplete="off"
                placeholder={t("none")}
                disabled={!mayChange}
                value={typed[field]}
                onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {save.error ? <ErrorNotice error={save.error} className="md:col-span-2" /> : null}
      </CardContent>
      {mayChange ? (
        <CardFooter>
          <Button type="submit" pending={save.isPending} disabled={wrong || !changed}>
            {t("save")}
          </Button>
        </CardFooter>
      ) : null}
    </form>
  );

  function hintOf(field: LimitField): string {
    const { installationUploadBytes, installationStoredBytes } = limits;
    const most = field === "maxUploadBytes" ? installationUploadBytes : installationStoredBytes;
    return most === null ? t("emptyNone") : t("emptyLimit", { size: format.bytes(most) });
  }

  function limitIn(field: LimitField): number | null | undefined {
    const bytes = readGigabytes(typed[field]);
    return typeof bytes === "number" && bytes < LEAST[field] ? undefined : bytes;
  }
}
