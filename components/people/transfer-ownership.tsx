"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Member } from "@/lib/contracts/members";
import { api, client } from "../layout/api";
import { useReader } from "../layout/reader";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Alert } from "../ui/alert";
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
import { Input } from "../ui/input";
import { useRefusal } from "./use-refusal";

type TransferOwnershipProps = { member: Member; onClose: () => void };

/** Hands the organization over, to be confirmed by its name: only the new owner can undo it. */
export function TransferOwnership({ member, onClose }: TransferOwnershipProps) {
  const { id, name } = member;
  const t = useTranslations("people.members");
  const common = useTranslations("common");
  const { organizationName: organization } = useReader();
  const queryClient = useQueryClient();
  const router = useRouter();
  const refusal = useRefusal();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const transfer = useIntentMutation(client.members.transfer, {
    onSuccess: async () => {
      onClose();
      toast.success(t("transferred", { name, organization }));
      router.refresh();
      await queryClient.invalidateQueries({ queryKey: api.members.key() });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const right = typed.trim() === organization.trim();
    setWrong(!right);
    if (right) transfer.mutate({ userId: id });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle className="wrap-anywhere">
            {t("transferTitle", { organization })}
          </DialogTitle>
          <DialogDescription className="wrap-anywhere">
            {t("transferText", { name })}
          </DialogDescription>
        </DialogHeader>
        <form noValidate autoComplete="off" className="grid gap-4" onSubmit={send}>
          {transfer.error ? <Alert tone="danger" announce title={refusal(transfer.error)} /> : null}
          <Field
            label={t("transferField", { organization })}
            error={wrong ? t("transferWrong") : null}
          >
            {(control) => (
              <Input
                {...control}
                value={typed}
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" variant="danger" pending={transfer.isPending}>
              {t("transferAction")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
