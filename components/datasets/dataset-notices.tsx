"use client";

import { useTranslations } from "next-intl";
import type { Dataset } from "@/lib/contracts/datasets";
import { useWording } from "../layout/use-wording";
import { Alert } from "../ui/alert";

/** What the import did beyond reading rows: decoded, renamed, accepted with a remark. */
export function DatasetNotices({ notices }: { notices: Dataset["notices"] }) {
  const t = useTranslations("datasets.notices");
  const word = useWording("datasets.notices.codes");
  if (notices.length === 0) return null;
  const sentences = notices.map(({ code, params }) => word(code, params, plainly(code, params)));
  return (
    <Alert tone="info" title={t("title")}>
      <ul className="grid list-disc gap-0.5 pl-4">
        {[...new Set(sentences)].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Alert>
  );
}

/** A notice that this version has no words for, still readable: `rows_merged (from: a, to: b)`. */
function plainly(code: string, params: Dataset["notices"][number]["params"]): string {
  const figures = Object.entries(params).map(([name, value]) => `${name}: ${value}`);
  const words = code.replaceAll("_", " ");
  return figures.length === 0 ? words : `${words} (${figures.join(", ")})`;
}
