"use client";

import { useTranslations } from "next-intl";
import { Alert } from "../ui/alert";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { useRefusal } from "./use-refusal";

type ConfirmLossProps = {
  title: string;
  /** What will be lost, and what stays. */
  text: string;
  action: string;
  mutation: { readonly isPending: boolean; readonly error: Error | null };
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is taken away, and stays open until the server has answered. */
export function ConfirmLoss(props: ConfirmLossProps) {
  const { title, text, action, mutation, onConfirm, onClose } = props;
  const common = useTranslations("common");
  const refusal = useRefusal();
  return (
    <AlertDialog open onOpenChange={onClose}>
      <AlertDialogContent>
        <AlertDialogTitle className="wrap-anywhere">{title}</AlertDialogTitle>
        <AlertDialogDescription className="wrap-anywhere">{text}</AlertDialogDescription>
        {mutation.error ? <Alert tone="danger" announce title={refusal(mutation.error)} /> : null}
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button variant="danger" pending={mutation.isPending} onClick={onConfirm}>
            {action}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
