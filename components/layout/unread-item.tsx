"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ApiError } from "./api-error";
import { ErrorNotice } from "./error-notice";
import { PageHeader } from "./page-header";

type UnreadItemProps = {
  /** The way back to the list. */
  back: ReactNode;
  /** What could not be read: "Job". */
  title: string;
  error: unknown;
  onRetry: () => void;
};

/** Stands in for one thing that could not be read. What does not exist is not asked for again. */
export function UnreadItem({ back, title, error, onRetry }: UnreadItemProps) {
  const t = useTranslations("errors.page");
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader above={back} title={missing ? t("notFoundTitle") : title} />
      <ErrorNotice error={error} onRetry={missing ? undefined : onRetry} />
    </div>
  );
}
