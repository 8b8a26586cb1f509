"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { Organization } from "@/lib/contracts/organization";
import { useMay } from "../../layout/access";
import { api, client } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { TimeAgo } from "../../layout/time";
import { useIntentMutation } from "../../layout/use-intent-mutation";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../../ui/card";

/** The keys that everything of the organization is sealed with, and a new one. */
export function EncryptionCard({ organization }: { organization: Organization }) {
  const t = useTranslations("organization.encryption");
  const may = useMay();
  const { count, newestAt } = organization.dataKeys;
  return (
    <Card aria-labelledby="encryption">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="encryption">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
        {may("organization:manage") ? <RotateKey /> : null}
      </CardHeader>
      <CardContent>
        <dl className="flex flex-wrap gap-x-10 gap-y-3">
          <div>
            <dt className="text-muted text-sm">{t("keys")}</dt>
            <dd className="font-medium">{t("keysCount", { count })}</dd>
          </div>
          <div>
            <dt className="text-muted text-sm">{t("newest")}</dt>
            <dd className="font-medium">
              {newestAt === null ? t("none") : <TimeAgo iso={newestAt} />}
            </dd>
          </div>
        </dl>
      </CardContent>
    </Card>
  );
}

function RotateKey() {
  const t = useTranslations("organization.encryption");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const call = (_: undefined, options: Parameters<typeof client.organization.rotateDataKey>[1]) =>
    client.organization.rotateDataKey(undefined, options);
  const rotate = useIntentMutation(call, {
    onSuccess: async () => {
      setOpen(false);
      toast.success(t("rotated"));
      await queryClient.invalidateQueries({ queryKey: api.organization.get.key() });
    },
  });
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button>{t("rotate")}</Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogTitle>{t("rotateTitle")}</AlertDialogTitle>
        <AlertDialogDescription>{t("rotateText")}</AlertDialogDescription>
        {rotate.error ? <ErrorNotice error={rotate.error} /> : null}
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button
            variant="primary"
            pending={rotate.isPending}
            onClick={() => rotate.mutate(undefined)}
          >
            {t("rotate")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
