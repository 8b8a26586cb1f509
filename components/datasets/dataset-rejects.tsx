"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Dataset } from "@/lib/contracts/datasets";
import { useFormat } from "../layout/use-format";
import { useWording } from "../layout/use-wording";
import { Button } from "../ui/button";
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { readRejectReason } from "./reject-reason";

/** The lines that are in no row: where they are, why, how they begin, and all of them to download. */
export function DatasetRejects({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.rejects");
  const format = useFormat();
  if (dataset.rejected === 0) return null;
  const shown = dataset.rejects.length;
  return (
    <Card>
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle>{t("title")}</CardTitle>
          <CardDescription>{t("body", { count: dataset.rejected })}</CardDescription>
        </div>
        <Button asChild size="sm">
          <a href={`/api/v1/datasets/${dataset.id}/rejects.csv?neutralize=true`} download>
            <Download aria-hidden />
            {t("download")}
          </a>
        </Button>
      </CardHeader>
      <RejectTable rejects={dataset.rejects} />
      {shown < dataset.rejected ? (
        <p className="border-t px-4 py-3 text-muted text-sm sm:px-5">
          {t("shown", { shown: format.count(shown), total: format.count(dataset.rejected) })}
        </p>
      ) : null}
    </Card>
  );
}

function RejectTable({ rejects }: { rejects: Dataset["rejects"] }) {
  const t = useTranslations("datasets.rejects");
  const format = useFormat();
  const word = useWording("datasets.reasons");
  return (
    <Table label={t("label")}>
      <TableHeader>
        <TableRow>
          <TableHead align="end" className="w-20">
            {t("line")}
          </TableHead>
          <TableHead>{t("reason")}</TableHead>
          <TableHead>{t("excerpt")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rejects.map((reject) => {
          const { code, params } = readRejectReason(reject.reason);
          return (
            <TableRow key={`${reject.line} ${reject.reason}`}>
              <TableCell align="end">{format.count(reject.line)}</TableCell>
              <TableCell className="min-w-48">{word(code, params, reject.reason)}</TableCell>
              <TableCell className="max-w-96">
                <code className="block truncate font-mono text-sm" title={reject.excerpt}>
                  {reject.excerpt}
                </code>
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
