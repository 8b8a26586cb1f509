"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { Dataset } from "@/lib/contracts/datasets";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { LabelSelect } from "../layout/label-select";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "../ui/dialog";

/** Changes where the rows of a dataset may lie from now on. */
export function LabelDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const t = useTranslations("data-life.labels");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const mayLower = useMay()("organization:manage");
  const [label, setLabel] = useState(dataset.sensitivity);
  const update = useMutation(
    api.datasets.update.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("changed"));
        await queryClient.invalidateQueries({ queryKey: api.datasets.key() });
      },
    }),
  );
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent closeLabel={common("close")} aria-describedby={undefined}>
        <DialogTitle className="wrap-anywhere pr-8">{t("of", { name: dataset.name })}</DialogTitle>
        <LabelSelect
          value={label}
          onChange={setLabel}
          atLeast={mayLower ? "ordinary" : dataset.sensitivity}
        />
        <p className="text-muted text-sm">{t("fromNow")}</p>
        {mayLower ? null : <p className="text-muted text-sm">{t("adminsLower")}</p>}
        {update.error ? <ErrorNotice error={update.error} /> : null}
        <DialogFooter>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="primary"
            pending={update.isPending}
            disabled={label === dataset.sensitivity}
            onClick={() => update.mutate({ id: dataset.id, sensitivity: label })}
          >
            {t("save")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
