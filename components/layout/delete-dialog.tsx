"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { ErrorNotice } from "./error-notice";

type DeleteDialogProps = {
  title: string;
  lost: readonly string[];
  stays: readonly string[];
  /** What stands in the way, or has to be chosen. */
  children?: ReactNode;
  error: Error | null;
  pending: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before content is deleted, and says what goes and what stays. Open until the server has answered. */
export function DeleteDialog(props: DeleteDialogProps) {
  const { title, lost, stays, children, error, pending, disabled, onConfirm, onClose } = props;
  const t = useTranslations("data-life.delete");
  const common = useTranslations("common");
  return (
    <AlertDialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialogContent className="max-w-lg">
        <AlertDialogTitle className="wrap-anywhere">{title}</AlertDialogTitle>
        <AlertDialogDescription>{t("forGood")}</AlertDialogDescription>
        <div className="grid gap-4 sm:grid-cols-2">
          <Parts title={t("lost")} parts={lost} />
          <Parts title={t("stays")} parts={stays} />
        </div>
        {children}
        {error ? <ErrorNotice error={error} /> : null}
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button variant="danger" pending={pending} disabled={disabled} onClick={onConfirm}>
            {t("confirm")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}

function Parts({ title, parts }: { title: string; parts: readonly string[] }) {
  return (
    <div className="grid content-start gap-1">
      <p className="font-medium">{title}</p>
      <ul className="grid list-disc gap-0.5 pl-4 text-muted text-sm">
        {parts.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </div>
  );
}
