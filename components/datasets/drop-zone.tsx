"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";

const ACCEPTED = ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet";

/** Takes files by drag or by the system's picker. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const t = useTranslations("datasets.upload");
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a second way; the button inside is the accessible one
    <div
      data-slot="drop-zone"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "grid justify-items-center gap-2 rounded-xl border-2 border-line border-dashed bg-surface px-6 py-8 text-center transition-colors",
        over && "border-primary bg-primary-soft",
      )}
    >
      <FileUp aria-hidden className="size-6 text-primary" />
      <p className="font-medium">{over ? t("dropNow") : t("drop")}</p>
      <p className="flex items-center gap-2 text-muted">
        {t("or")}
        <Button variant="primary" onClick={() => picker.current?.click()}>
          {t("choose")}
        </Button>
      </p>
      <p className="max-w-lg text-muted text-sm">{t("formats")}</p>
      <input
        ref={picker}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
