"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import {
  DialogClose,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "../ui/dialog";

/** The recovery codes, on the one occasion when they can be read. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const t = useTranslations("account.secondFactor");
  const common = useTranslations("common");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("codesTitle")}</DialogTitle>
        <DialogDescription>{t("codesText")}</DialogDescription>
      </DialogHeader>
      <Alert tone="warning" title={t("codesOnce")} />
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border bg-sunken px-4 py-3 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogFooter>
        <CopyButton
          text={codes.join("\n")}
          label={common("copy")}
          copiedLabel={common("copied")}
          onRefused={() => toast.error(common("copyRefused"))}
        />
        <DialogClose asChild>
          <Button variant="primary">{t("codesKept")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
