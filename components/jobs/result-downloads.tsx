"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";

const RESULT_FORMATS = ["csv", "jsonl", "parquet"] as const;

/** The results in the formats that there are. Who opens a CSV is mostly a spreadsheet, which a cell must not command. */
export function ResultDownloads({ jobId }: { jobId: string }) {
  const t = useTranslations("jobs.actions");
  const [neutralize, setNeutralize] = useState(true);
  const address = (format: string) => {
    const wish = format === "csv" ? `&neutralize=${neutralize}` : "";
    return `/api/v1/jobs/${jobId}/results?format=${format}${wish}`;
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="primary" title={t("downloadHint")}>
          <Download aria-hidden />
          {t("download")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="max-w-72">
        {RESULT_FORMATS.map((format) => (
          <DropdownMenuItem key={format} asChild>
            <a href={address(format)} download>
              {t(`formats.${format}`)}
            </a>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuCheckboxItem
          checked={neutralize}
          onCheckedChange={setNeutralize}
          // The menu stays open: what is chosen is for the download that follows.
          onSelect={(event) => event.preventDefault()}
        >
          <span className="grid gap-0.5">
            {t("neutralize")}
            <span className="text-muted text-sm">{t("neutralizeHint")}</span>
          </span>
        </DropdownMenuCheckboxItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
