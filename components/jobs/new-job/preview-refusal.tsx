"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { useFormat } from "../../layout/use-format";
import { Alert } from "../../ui/alert";
import { Button } from "../../ui/button";
import { leavableField, type RefusedRow } from "../refused-rows";
import { useRefusalText } from "../use-refusal-text";
import { withIgnoredField } from "./ignored-fields";
import type { JobDraft } from "./job-draft";

type PreviewRefusalProps = {
  refused: RefusedRow;
  /** After its button has done its work, which is about to go. */
  onLeftOut: () => void;
};

/** A ready-made request that cannot be sent: which field, why, and one press to leave it out where that helps. */
export function PreviewRefusal({ refused, onLeftOut }: PreviewRefusalProps) {
  const t = useTranslations("new-job.preview");
  const format = useFormat();
  const reason = useRefusalText();
  const { getValues, setValue } = useFormContext<JobDraft>();
  const name = leavableField(refused);
  const leaveOut = (field: string) => {
    const fields = withIgnoredField(getValues("ignoreFields"), field);
    setValue("ignoreFields", fields, { shouldValidate: true, shouldDirty: true });
    onLeftOut();
  };
  return (
    <Alert
      tone="warning"
      title={t("refused", { row: format.count(refused.row) })}
      actions={
        name === null ? undefined : (
          <Button size="sm" className="max-w-full" onClick={() => leaveOut(name)}>
            <span className="truncate">{t("leaveOut", { field: name })}</span>
          </Button>
        )
      }
    >
      {reason(refused.code, refused.field)}
    </Alert>
  );
}
