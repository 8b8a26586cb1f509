"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { nameSchema } from "@/lib/contracts/common";
import { ApiError } from "../layout/api-error";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { DialogClose, DialogFooter } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { fieldOfError } from "./field-of-error";
import { useRefusal } from "./use-refusal";

type TeamNameFormProps = {
  name: string;
  /** What the button says. */
  action: string;
  mutation: { readonly isPending: boolean; readonly error: Error | null };
  onSend: (name: string) => void;
};

const LONGEST = 100;

/** The name of a team, new or old. */
export function TeamNameForm({ name, action, mutation, onSend }: TeamNameFormProps) {
  const t = useTranslations("people");
  const common = useTranslations("common");
  const refusal = useRefusal();
  const [typed, setTyped] = useState(name);
  const [wrong, setWrong] = useState(false);
  const ofName = fieldOfError(mutation.error) === "name";
  const taken = mutation.error instanceof ApiError && mutation.error.code === "conflict";
  const refused = ofName ? t(`problems.${taken ? "name_taken" : "name"}`) : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const read = nameSchema(LONGEST).safeParse(typed);
    setWrong(!read.success);
    if (read.success) onSend(read.data);
  };
  return (
    <form noValidate autoComplete="off" className="grid gap-4" onSubmit={send}>
      {mutation.error && !ofName ? (
        <Alert tone="danger" announce title={refusal(mutation.error)} />
      ) : null}
      <Field
        label={t("teams.name")}
        hint={t("teams.nameHint")}
        error={wrong ? t("problems.name") : refused}
      >
        {(control) => (
          <Input {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={mutation.isPending}>
          {action}
        </Button>
      </DialogFooter>
    </form>
  );
}
