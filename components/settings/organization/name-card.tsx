"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Organization } from "@/lib/contracts/organization";
import { useMay } from "../../layout/access";
import { api } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { fieldOf } from "../../layout/step-form";
import { Button } from "../../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../../ui/card";
import { CopyButton } from "../../ui/copy-button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

const LONGEST = 100;

/** What the organization is called, and the id that settings outside know it by. */
export function NameCard({ organization }: { organization: Organization }) {
  const t = useTranslations("settings");
  const may = useMay();
  return (
    <Card aria-labelledby="organization-name">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="organization-name">{t("organizationName")}</CardTitle>
          <CardDescription>{t("organizationNameHint")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent className="grid gap-5">
        {may("organization:manage") ? (
          <NameForm organization={organization} />
        ) : (
          <p className="wrap-anywhere font-medium">{organization.name}</p>
        )}
        <OrganizationId id={organization.id} />
      </CardContent>
    </Card>
  );
}

function NameForm({ organization }: { organization: Organization }) {
  const t = useTranslations("organization");
  const settings = useTranslations("settings");
  const queryClient = useQueryClient();
  const router = useRouter();
  const [wrong, setWrong] = useState(false);
  const rename = useMutation(
    api.organization.update.mutationOptions({
      onSuccess: async () => {
        toast.success(t("saved"));
        router.refresh();
        await queryClient.invalidateQueries({ queryKey: api.organization.get.key() });
        await queryClient.invalidateQueries({ queryKey: api.organizations.key() });
      },
    }),
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = fieldOf(new FormData(event.currentTarget), "name").trim();
    setWrong(name === "");
    if (name !== "") rename.mutate({ name });
  };
  return (
    <form noValidate className="grid gap-3" onSubmit={send}>
      {rename.error ? <ErrorNotice error={rename.error} /> : null}
      <div className="flex flex-wrap items-end gap-3">
        <Field
          label={<span className="sr-only">{settings("organizationName")}</span>}
          error={wrong ? t("nameWrong") : null}
          className="min-w-0 flex-1 basis-60"
        >
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="organization"
              defaultValue={organization.name}
              maxLength={LONGEST}
            />
          )}
        </Field>
        <Button type="submit" pending={rename.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function OrganizationId({ id }: { id: string }) {
  const t = useTranslations("organization");
  const common = useTranslations("common");
  return (
    <dl className="grid gap-1.5">
      <dt className="font-medium text-sm">{t("id")}</dt>
      <dd className="flex flex-wrap items-center gap-2">
        <code className="wrap-anywhere min-w-0 select-all rounded-md border bg-sunken px-2.5 py-1 font-mono text-sm">
          {id}
        </code>
        <CopyButton
          variant="ghost"
          text={id}
          label={common("copy")}
          copiedLabel={common("copied")}
          onRefused={() => toast.error(common("copyRefused"))}
        />
      </dd>
      <dd className="text-muted text-sm">{t("idHint")}</dd>
    </dl>
  );
}
