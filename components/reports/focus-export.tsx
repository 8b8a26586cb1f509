"use client";

import { Download, FileSpreadsheet } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { FOCUS_FORMATS } from "@/lib/contracts/reports";
import { useMay } from "../layout/access";
import type { MoneyKind } from "../layout/use-savings";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { Field } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { focusMonths, monthName } from "./focus-months";

/** A month of the ledger as finance systems read it. Which money it is follows the figures on the screen. */
export function FocusExport({ kind }: { kind: MoneyKind }) {
  const t = useTranslations("reports.focus");
  const common = useTranslations("common");
  const may = useMay();
  if (!may("report:read")) return null;
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button>
          <FileSpreadsheet aria-hidden />
          {t("open")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("intro")}</DialogDescription>
        </DialogHeader>
        <FocusWish kind={kind} />
      </DialogContent>
    </Dialog>
  );
}

function FocusWish({ kind }: { kind: MoneyKind }) {
  const t = useTranslations("reports.focus");
  const locale = useLocale();
  const months = focusMonths(Date.now());
  const [month, setMonth] = useState(months[0] ?? "");
  const [format, setFormat] = useState<(typeof FOCUS_FORMATS)[number]>("csv");
  const simulated = kind === "simulated";
  // Who opens a CSV is mostly a spreadsheet, which a cell must not command.
  const neutralize = format === "csv";
  const wish = { month, format, simulated: `${simulated}`, neutralize: `${neutralize}` };
  return (
    <>
      <Field label={t("month")} hint={t("monthHint")}>
        {(control) => (
          <Select value={month} onValueChange={setMonth}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {months.map((one) => (
                <SelectItem key={one} value={one}>
                  {monthName(one, locale)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <Segmented
        label={t("format")}
        value={format}
        onValueChange={setFormat}
        segments={FOCUS_FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
      />
      <p className="text-muted text-sm">{simulated ? t("simulated") : t("unpriced")}</p>
      <DialogFooter>
        <DialogClose asChild>
          <Button asChild variant="primary">
            <a href={`/api/v1/reports/focus?${new URLSearchParams(wish)}`} download>
              <Download aria-hidden />
              {t("download")}
            </a>
          </Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
