"use client";

import { useTranslations } from "next-intl";
import type { Preview } from "@/lib/contracts/planning";
import { useFormat } from "../../layout/use-format";

/** A row may hold a megabyte; more than this only slows the page. */
const MAX_SHOWN_CHARACTERS = 4_000;

/** One rendered row: system text, prompt, and on demand the very line that would be sent. */
export function PreviewRow({ row }: { row: Preview["data"][number] }) {
  const t = useTranslations("new-job.preview");
  const format = useFormat();
  return (
    <article className="grid min-w-0 gap-2 rounded-md border bg-surface p-3">
      <header className="tabular flex justify-between gap-2 text-muted text-xs">
        <h4 className="font-medium">{t("row", { row: format.count(row.row) })}</h4>
        <span>{t("tokens", { count: format.count(row.inputTokens) })}</span>
      </header>
      {row.system ? <Text label={t("system")} text={row.system} /> : null}
      {row.prompt === null ? null : <Text label={t("prompt")} text={row.prompt} />}
      <details open={row.prompt === null}>
        <summary className="min-h-6 w-fit rounded-sm text-muted text-xs">{t("line")}</summary>
        <pre className="wrap-anywhere mt-1 max-h-48 overflow-auto whitespace-pre-wrap font-mono text-xs">
          {shorten(row.line)}
        </pre>
      </details>
    </article>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <div className="grid gap-0.5">
      <span className="text-muted text-xs">{label}</span>
      <p className="wrap-anywhere max-h-48 overflow-auto whitespace-pre-wrap text-sm">
        {shorten(text)}
      </p>
    </div>
  );
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
