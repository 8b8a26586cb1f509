"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { KeyScope } from "@/lib/core/access";
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
import { CurlExample } from "./curl-example";

export type MadeKey = { secret: string; scopes: readonly KeyScope[] };

/** A new key, on the one occasion when it can be read. */
export function NewSecret({ made: { secret, scopes } }: { made: MadeKey }) {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("secretTitle")}</DialogTitle>
        <DialogDescription className="sr-only">{t("secretOnce")}</DialogDescription>
      </DialogHeader>
      <Alert tone="warning" title={t("secretOnce")} />
      <div className="flex flex-wrap items-center gap-2">
        <code className="wrap-anywhere min-w-0 flex-1 select-all rounded-md border bg-sunken px-3 py-2 font-mono text-sm">
          {secret}
        </code>
        <CopyButton
          text={secret}
          label={common("copy")}
          copiedLabel={common("copied")}
          onRefused={() => toast.error(common("copyRefused"))}
        />
      </div>
      <CurlExample secret={secret} scopes={scopes} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="primary">{t("secretKept")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
