"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm, useWatch } from "react-hook-form";
import { toast } from "sonner";
import type { ProviderInfo } from "@/lib/contracts/connections";
import { api, client } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Button } from "../ui/button";
import { DialogClose, DialogFooter } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import { type ConnectionValues, toConnectionInput, valuesSchemaFor } from "./connection-values";

export function ConnectionForm({ onDone }: { onDone: () => void }) {
  const common = useTranslations("common");
  const providers = useQuery(api.connections.providers.queryOptions());
  if (providers.error) {
    return (
      <ErrorNotice
        error={providers.error}
        onRetry={providers.refetch}
        retrying={providers.isFetching}
      />
    );
  }
  if (!providers.data) {
    return (
      <div role="status">
        <span className="sr-only">{common("loading")}</span>
        <Skeleton className="h-72" />
      </div>
    );
  }
  return <ProviderForm providers={providers.data.data} onDone={onDone} />;
}

interface ProviderFormProps {
  readonly providers: readonly ProviderInfo[];
  readonly onDone: () => void;
}

function ProviderForm({ providers, onDone }: ProviderFormProps) {
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const create = useCreateConnection(onDone);
  const { register, control, handleSubmit, formState } = useForm<ConnectionValues>({
    resolver: zodResolver(valuesSchemaFor(providers)),
    defaultValues: { name: "", provider: "openai", apiKey: "", baseUrl: "", settings: {} },
  });
  const kind = useWatch({ control, name: "provider" });
  const chosen = providers.find((one) => one.kind === kind);
  const needsAddress = chosen?.baseUrl === "required";
  const { errors } = formState;
  return (
    <form
      noValidate
      autoComplete="off"
      className="grid gap-4"
      onSubmit={handleSubmit((values) => create.mutate(toConnectionInput(values, providers)))}
    >
      {create.error ? <ErrorNotice error={create.error} /> : null}
      <Field label={t("name")} error={errors.name ? t("nameWrong") : null}>
        {(wiring) => <Input {...wiring} {...register("name")} placeholder={t("namePlaceholder")} />}
      </Field>
      <Field label={t("provider")}>
        {(wiring) => (
          <Controller
            control={control}
            name="provider"
            render={({ field }) => (
              <Select value={field.value} onValueChange={field.onChange}>
                <SelectTrigger {...wiring}>
                  <SelectValue />
                </SelectTrigger>
                <SelectContent>
                  {providers.map((one) => (
                    <SelectItem key={one.kind} value={one.kind}>
                      {t(`providers.${one.kind}`)}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
            )}
          />
        )}
      </Field>
      <Field
        label={t.has(`keyNames.${kind}`) ? t(`keyNames.${kind}`) : t("apiKey")}
        hint={t("apiKeyHint")}
        error={errors.apiKey ? t("apiKeyWrong") : null}
      >
        {(wiring) => (
          <Input
            type="password"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            {...wiring}
            {...register("apiKey")}
          />
        )}
      </Field>
      <Field
        label={t("baseUrl")}
        note={needsAddress ? null : common("optional")}
        hint={t(needsAddress ? "baseUrlRequiredHint" : "baseUrlHint")}
        error={errors.baseUrl ? t("baseUrlWrong") : null}
      >
        {(wiring) => <Input type="url" spellCheck={false} {...wiring} {...register("baseUrl")} />}
      </Field>
      {chosen?.settings.map(({ name, required, example }) => (
        <Field
          key={name}
          label={t.has(`settings.${name}`) ? t(`settings.${name}`) : name}
          note={required ? null : common("optional")}
          error={errors.settings?.[name] ? t("settingWrong", { example }) : null}
        >
          {(wiring) => (
            <Input
              spellCheck={false}
              placeholder={example}
              {...wiring}
              {...register(`settings.${name}`)}
            />
          )}
        </Field>
      ))}
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={create.isPending}>
          {t("add")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function useCreateConnection(onDone: () => void) {
  const t = useTranslations("connections");
  const queryClient = useQueryClient();
  return useIntentMutation(client.connections.create, {
    onSuccess: async (connection) => {
      toast.success(t("addedToast", { name: connection.name }));
      onDone();
      await queryClient.invalidateQueries({ queryKey: api.connections.key() });
    },
  });
}
