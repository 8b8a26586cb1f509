"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import { toast } from "sonner";
import { api, client } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Button } from "../ui/button";
import { DialogClose, DialogFooter } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import {
  type ConnectionValues,
  connectionValuesSchema,
  toConnectionInput,
} from "./connection-values";

export function ConnectionForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const create = useCreateConnection(onDone);
  const { register, control, handleSubmit, formState } = useForm<ConnectionValues>({
    resolver: zodResolver(connectionValuesSchema),
    defaultValues: { name: "", provider: "openai", apiKey: "", baseUrl: "" },
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      autoComplete="off"
      className="grid gap-4"
      onSubmit={handleSubmit((values) => create.mutate(toConnectionInput(values)))}
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
                  <SelectItem value="openai">{t("providers.openai")}</SelectItem>
                </SelectContent>
              </Select>
            )}
          />
        )}
      </Field>
      <Field
        label={t("apiKey")}
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
        note={common("optional")}
        hint={t("baseUrlHint")}
        error={errors.baseUrl ? t("baseUrlWrong") : null}
      >
        {(wiring) => <Input type="url" spellCheck={false} {...wiring} {...register("baseUrl")} />}
      </Field>
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
