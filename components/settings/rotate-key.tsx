"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ApiKey } from "@/lib/contracts/organization";
import { api, client } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "../ui/dialog";
import { Field } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { type MadeKey, NewSecret } from "./new-secret";

const OVERLAP_HOURS = { h0: 0, h1: 1, h24: 24, h72: 72, h168: 168 } as const;
type Overlap = keyof typeof OVERLAP_HOURS;
const OVERLAPS = Object.keys(OVERLAP_HOURS) as Overlap[];

/** A new secret for a key, and for how long the one in use holds beside it. */
export function RotateKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("h24");
  const [made, setMade] = useState<MadeKey | null>(null);
  const rotate = useIntentMutation(client.organization.apiKeys.rotate, {
    onSuccess: async (rotated) => {
      setMade(rotated);
      await queryClient.invalidateQueries({ queryKey: api.organization.apiKeys.key() });
    },
  });
  const { id, name } = apiKey;
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        closeLabel={common("close")}
        className="max-w-xl"
        onInteractOutside={(event) => made !== null && event.preventDefault()}
      >
        {made === null ? (
          <>
            <DialogHeader>
              <DialogTitle>{t("rotateTitle", { name })}</DialogTitle>
              <DialogDescription>{t("rotateText")}</DialogDescription>
            </DialogHeader>
            {rotate.error ? <ErrorNotice error={rotate.error} /> : null}
            <Field label={t("overlap")}>
              {(control) => (
                <Select value={overlap} onValueChange={(value) => setOverlap(value as Overlap)}>
                  <SelectTrigger {...control} className="max-w-xs">
                    <SelectValue />
                  </SelectTrigger>
                  <SelectContent>
                    {OVERLAPS.map((value) => (
                      <SelectItem key={value} value={value}>
                        {t(`overlaps.${value}`)}
                      </SelectItem>
                    ))}
                  </SelectContent>
                </Select>
              )}
            </Field>
            <DialogFooter>
              <DialogClose asChild>
                <Button>{common("cancel")}</Button>
              </DialogClose>
              <Button
                variant="primary"
                pending={rotate.isPending}
                onClick={() => rotate.mutate({ id, overlapHours: OVERLAP_HOURS[overlap] })}
              >
                {t("rotateAction")}
              </Button>
            </DialogFooter>
          </>
        ) : (
          <NewSecret made={made} />
        )}
      </DialogContent>
    </Dialog>
  );
}
