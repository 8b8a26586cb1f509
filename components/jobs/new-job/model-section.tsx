"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Controller, useFormContext } from "react-hook-form";
import type { Connection } from "@/lib/contracts/connections";
import type { CompareInput, Model } from "@/lib/contracts/planning";
import type { Channel } from "@/lib/core/pricing";
import type { Sensitivity } from "@/lib/core/sensitivity";
import { useMay } from "../../layout/access";
import { SimulatedBadge } from "../../layout/simulated-badge";
import { Alert } from "../../ui/alert";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { Field } from "../../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../../ui/select";
import { CompareModels } from "./compare-models";
import { useFieldError } from "./field-error";
import type { JobDraft } from "./job-draft";
import { ModelPrices } from "./model-option";
import { ModelPicker } from "./model-picker";
import { Section } from "./section";

type ModelSectionProps = {
  connections: readonly Connection[];
  teams: readonly { id: string; name: string }[];
  models: readonly Model[];
  ownNames: boolean;
  /** What every model can be compared for; null while data or prompt are missing. */
  prompt: CompareInput | null;
  /** Of the chosen data. */
  label: Sensitivity;
  /** Ids of connections that the label forbids. */
  refused: ReadonlySet<string>;
  /** The ways in which the chosen connection may carry the data. */
  channels: readonly Channel[];
};

/** Step 3: who answers, on whose account, for which team. */
export function ModelSection(props: ModelSectionProps) {
  const { connections, teams, models, ownNames, prompt, label, refused, channels } = props;
  const t = useTranslations("new-job.model");
  const manages = useMay()("connection:manage");
  const { watch } = useFormContext<JobDraft>();
  const connection = connections.find(({ id }) => id === watch("connectionId"));
  return (
    <Section step={3} title={t("title")} hint={t("hint")}>
      {connections.length === 0 ? (
        <EmptyState
          title={t("noConnection")}
          actions={
            manages ? (
              <Button asChild variant="primary">
                <Link href="/connections">{t("addConnection")}</Link>
              </Button>
            ) : null
          }
        >
          {t(manages ? "noConnectionBody" : "noConnectionReader")}
        </EmptyState>
      ) : (
        <div className="grid items-start gap-4 md:grid-cols-2">
          <ModelField models={models} ownNames={ownNames} />
          <Choice
            name="connectionId"
            options={connections.map(({ id, name }) => ({ id, name, refused: refused.has(id) }))}
          >
            {connection?.simulated ? <SimulatedBadge className="mt-1.5" /> : null}
          </Choice>
          <CompareModels
            prompt={prompt}
            connections={connections.filter(({ id }) => !refused.has(id))}
          />
          <LabelNote label={label} channels={channels} />
          {teams.length > 1 ? <Choice name="teamId" options={teams} /> : null}
        </div>
      )}
    </Section>
  );
}

/** What the label of the data means for this choice. */
function LabelNote({ label, channels }: Pick<ModelSectionProps, "label" | "channels">) {
  const t = useTranslations("data-life.labels");
  if (label === "ordinary") return null;
  const none = channels.length === 0;
  return (
    <Alert
      tone={none ? "warning" : "info"}
      className="md:col-span-2"
      title={t("labelled", { label: t(`${label}.name`) })}
    >
      {none ? t(`${label}.refused`) : t(channels.includes("batch") ? "allWays" : "oneByOne")}
    </Alert>
  );
}

function ModelField({ models, ownNames }: { models: readonly Model[]; ownNames: boolean }) {
  const t = useTranslations("new-job.model");
  const { control } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Controller
      control={control}
      name="model"
      render={({ field }) => {
        const chosen = models.find(({ id }) => id === field.value);
        return (
          <Field
            label={t("model")}
            hint={chosen ? <ModelPrices model={chosen} /> : t("modelHint")}
            error={errorOf("model")}
          >
            {(wiring) => (
              <ModelPicker
                wiring={wiring}
                ref={field.ref}
                models={models}
                ownNames={ownNames}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          </Field>
        );
      }}
    />
  );
}

type ChoiceProps = {
  name: "connectionId" | "teamId";
  options: readonly { id: string; name: string; refused?: boolean }[];
  children?: ReactNode;
};

function Choice({ name, options, children }: ChoiceProps) {
  const t = useTranslations("new-job.model");
  const labels = useTranslations("data-life.labels");
  const { control } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Field label={t(name)} error={errorOf(name)}>
          {(wiring) => (
            <div>
              <Select value={field.value} onValueChange={field.onChange}>
                <SelectTrigger {...wiring} ref={field.ref} onBlur={field.onBlur}>
                  <SelectValue placeholder={t("choose")} />
                </SelectTrigger>
                <SelectContent>
                  {options.map((option) => (
                    <SelectItem key={option.id} value={option.id} disabled={option.refused}>
                      {option.refused ? labels("cannotHonour", { name: option.name }) : option.name}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
              {children}
            </div>
          )}
        </Field>
      )}
    />
  );
}
