"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { useErrorText } from "./use-error-text";

type ErrorNoticeProps = {
  error: unknown;
  /** Tries again; without it no button is shown. */
  onRetry?: () => void;
  retrying?: boolean;
  className?: string;
};

/** An error in the page: what happened, what to do, the request to name when asking for help. */
export function ErrorNotice({ error, onRetry, retrying, className }: ErrorNoticeProps) {
  const t = useTranslations("common");
  const { title, detail, requestId } = useErrorText()(error);
  return (
    <Alert
      tone="danger"
      announce
      title={title}
      className={className}
      actions={
        onRetry ? (
          <Button size="sm" onClick={onRetry} pending={retrying}>
            {retrying ? null : <RotateCw aria-hidden />}
            {t("retry")}
          </Button>
        ) : null
      }
    >
      {detail ? <p>{detail}</p> : null}
      {requestId ? (
        <p className="text-muted text-xs">
          {t("requestId")} <code className="font-mono">{requestId}</code>
        </p>
      ) : null}
    </Alert>
  );
}
