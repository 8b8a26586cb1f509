"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useMemo } from "react";
import { FormProvider, type UseFormReturn, useForm } from "react-hook-form";
import type { Connection } from "@/lib/contracts/connections";
import type { Dataset, DatasetSummary } from "@/lib/contracts/datasets";
import type { Model } from "@/lib/contracts/planning";
import type { Channel } from "@/lib/core/pricing";
import type { Sensitivity } from "@/lib/core/sensitivity";
import { api, client } from "../../layout/api";
import { useIntentMutation } from "../../layout/use-intent-mutation";
import { CreateSection } from "./create-section";
import { DataSection } from "./data-section";
import { EstimateSection } from "./estimate-section";
import {
  draftJob,
  draftPrompt,
  draftTarget,
  EMPTY_JOB_DRAFT,
  type JobDraft,
  jobDraftSchema,
} from "./job-draft";
import { allowedChannels, refusedConnections } from "./label-choice";
import { ModelSection } from "./model-section";
import { PromptSection } from "./prompt-section";
import { proposeJobName } from "./propose-name";
import { hasRawShape } from "./raw-shape";
import { unknownNames } from "./unknown-names";

type NewJobFormProps = {
  datasetId: string | null;
  datasets: readonly DatasetSummary[];
  connections: readonly Connection[];
  teams: readonly { id: string; name: string }[];
};

export function NewJobForm(props: NewJobFormProps) {
  const { datasets, connections, teams } = props;
  const router = useRouter();
  const form = useForm<JobDraft>({
    resolver: zodResolver(jobDraftSchema),
    defaultValues: startingDraft(props),
    mode: "onTouched",
  });
  const draft = form.watch();
  const chosen = useQuery(
    api.datasets.get.queryOptions({ input: draft.datasetId ? { id: draft.datasetId } : skipToken }),
  );
  const dataset = draft.datasetId ? chosen.data : undefined;
  useDatasetDefaults(form, dataset);
  const label = dataset?.sensitivity ?? "ordinary";
  const { models, ownNames, channels, refused } = useModels(form, connections, label);

  const usable = dataset?.status === "ready" && !hasUnknownNames(draft, dataset);
  // A prompt can be looked at before a model is chosen: the first one stands in.
  const previewed = draft.model === "" ? { ...draft, model: models[0]?.id ?? "" } : draft;
  const create = useIntentMutation(client.jobs.create, {
    onSuccess: (job) => router.push(`/jobs/${job.id}`),
  });
  const submit = form.handleSubmit((values) => {
    const job = draftJob(values);
    if (!usable) form.setFocus(values.raw ? "datasetId" : "prompt");
    else if (job) create.mutate(job);
  });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-6">
        <DataSection
          datasets={withChosen(datasets, dataset)}
          chosen={dataset}
          error={chosen.error}
        />
        <PromptSection dataset={dataset} target={usable ? draftTarget(previewed) : null} />
        <ModelSection
          connections={connections}
          teams={teams}
          models={models}
          ownNames={ownNames}
          prompt={usable ? draftPrompt(draft) : null}
          label={label}
          refused={refused}
          channels={channels}
        />
        <EstimateSection target={usable ? draftTarget(draft) : null} channels={channels} />
        <CreateSection pending={create.isPending || create.isSuccess} error={create.error} />
      </form>
    </FormProvider>
  );
}

function startingDraft({ datasetId, connections, teams }: NewJobFormProps): JobDraft {
  return {
    ...EMPTY_JOB_DRAFT,
    datasetId: datasetId ?? "",
    connectionId: connections[0]?.id ?? "",
    teamId: teams[0]?.id ?? "",
  };
}

const MOST_MODELS = 200;

/**
 * The models that the chosen connection's provider sells, and whether it serves names of the customer's own too; another
 * provider's model does not stay chosen.
 */
function useModels(
  { watch, setValue, getValues }: UseFormReturn<JobDraft>,
  connections: readonly Connection[],
  label: Sensitivity,
): {
  models: readonly Model[];
  ownNames: boolean;
  /** None: the label of the data forbids this connection. */
  channels: readonly Channel[];
  /** Ids of connections that the label forbids. */
  refused: ReadonlySet<string>;
} {
  const fields = ["connectionId", "model", "channel", "raw"] as const;
  const [connectionId, model, channel, raw] = watch(fields);
  const connection = connections.find(({ id }) => id === connectionId);
  const provider = connection?.provider;
  const input = provider === undefined ? skipToken : { provider, limit: MOST_MODELS };
  const { data } = useQuery(api.planning.models.queryOptions({ input }));
  const providers = useQuery(api.connections.providers.queryOptions());
  const sold = providers.data?.data.find(({ kind }) => kind === provider);
  const ownNames = sold?.ownModelNames;
  const models = (data?.data ?? []).filter(({ api }) => raw || api === "chat");
  const listed = models.find(({ id }) => id === model);
  const channels = (listed ?? sold)?.channels ?? ["batch"];
  const taken = channels.filter((one) => one !== "batch" || connection?.takesBatches !== false);
  const offered =
    connection && sold ? allowedChannels(label, taken, connection, sold.batchStore) : taken;
  const refused = refusedConnections(label, connections, providers.data?.data ?? []);
  useEffect(() => {
    const [usual] = offered;
    if (usual === undefined) return;
    if (channel === "" ? usual !== "batch" : !offered.includes(channel)) setValue("channel", usual);
  }, [channel, offered, setValue]);
  useEffect(() => {
    const known = data?.data.some(
      ({ id, api }) => id === getValues("model") && (raw || api === "chat"),
    );
    if (known === false && ownNames === false) setValue("model", "");
  }, [data, raw, ownNames, getValues, setValue]);
  return { models, ownNames: ownNames ?? false, channels: offered, refused };
}

/** Follows the chosen data: proposes a name until one is typed, and leaves raw mode where the rows do not fit it. */
function useDatasetDefaults(form: UseFormReturn<JobDraft>, dataset: Dataset | undefined) {
  const { setValue } = form;
  const isNamed = form.formState.dirtyFields.name === true;
  const model = form.watch("model");
  const raw = useMemo(() => (dataset ? hasRawShape(dataset.columns) : false), [dataset]);
  useEffect(() => setValue("raw", raw), [raw, setValue]);
  useEffect(() => {
    if (!dataset || isNamed) return;
    setValue("name", proposeJobName(dataset.name, model), { shouldDirty: false });
  }, [dataset, model, setValue, isNamed]);
}

function hasUnknownNames(draft: JobDraft, dataset: Dataset): boolean {
  if (draft.raw) return false;
  const columns = dataset.columns.map(({ name }) => name);
  return [draft.prompt, draft.system].some((text) => unknownNames(text, columns).length > 0);
}

/** The list holds the newest datasets; the one that a link names may be older. */
function withChosen(datasets: readonly DatasetSummary[], dataset: Dataset | undefined) {
  if (!dataset || datasets.some(({ id }) => id === dataset.id)) return datasets;
  return dataset.status === "ready" ? [dataset, ...datasets] : datasets;
}
