"use client";

import { CirclePause, CirclePlay, RotateCw, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useFormat } from "../layout/use-format";
import { Button } from "../ui/button";
import { Progress } from "../ui/progress";
import { bytesPerSecond, remainingMs } from "./upload-rate";
import type { Upload } from "./upload-session";
import { uploadSession } from "./uploads";
import { useOnline } from "./use-online";

/** One upload: how far it is, how fast, and what can be done about it. */
export function UploadItem({ upload }: { upload: Upload }) {
  const t = useTranslations("datasets.upload");
  const format = useFormat();
  const online = useOnline();
  const { state } = upload;
  const bytes = t("bytes", {
    sent: format.bytes(upload.sentBytes),
    total: format.bytes(upload.totalBytes),
  });
  return (
    <li className="grid grid-cols-1 gap-2 rounded-lg border bg-surface p-3">
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 truncate font-medium" title={upload.name}>
          {upload.name}
        </p>
        <UploadActions upload={upload} />
      </div>
      {state.kind === "ready" ? null : (
        <Progress
          label={t("progress", { name: upload.name })}
          valueText={bytes}
          max={upload.totalBytes}
          parts={[
            { tone: state.kind === "failed" ? "danger" : "primary", value: upload.sentBytes },
          ]}
        />
      )}
      <p className="tabular flex flex-wrap gap-x-3 text-muted text-sm">
        <span aria-live="polite">
          {state.kind === "uploading" && !online ? t("offline") : t(`state.${state.kind}`)}
        </span>
        <span>{state.kind === "ready" ? format.bytes(upload.totalBytes) : bytes}</span>
        {state.kind === "uploading" && online ? <Speed upload={upload} /> : null}
      </p>
      {state.kind === "failed" ? (
        <p role="alert" className="text-danger text-sm">
          {t(`problems.${state.problem}`, { detail: state.detail })}
        </p>
      ) : null}
    </li>
  );
}

function Speed({ upload }: { upload: Upload }) {
  const t = useTranslations("datasets.upload");
  const format = useFormat();
  const rate = bytesPerSecond(upload.samples);
  const left = remainingMs(upload.samples, upload.totalBytes);
  if (rate === null || left === null) return null;
  return (
    <>
      <span>{t("speed", { speed: format.bytes(rate) })}</span>
      <span>{t("remaining", { time: format.duration(left) })}</span>
    </>
  );
}

function UploadActions({ upload }: { upload: Upload }) {
  const t = useTranslations("datasets.upload");
  const { id, name, state } = upload;
  const named = (action: string) => t("named", { action, name });
  const moving = state.kind === "uploading" || state.kind === "paused";
  const toggle = state.kind === "paused" ? t("resume") : t("pause");
  return (
    <div className="flex shrink-0 items-center gap-1">
      {state.kind === "ready" ? (
        <Button asChild size="sm">
          <Link href={`/datasets/${state.datasetId}`}>{t("open")}</Link>
        </Button>
      ) : null}
      {moving ? (
        <Button
          variant="ghost"
          size="sm"
          aria-label={named(toggle)}
          onClick={() => uploadSession().togglePause(id)}
        >
          {state.kind === "paused" ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
          {toggle}
        </Button>
      ) : null}
      {state.kind === "failed" ? (
        <Button size="sm" aria-label={named(t("retry"))} onClick={() => uploadSession().retry(id)}>
          <RotateCw aria-hidden />
          {t("retry")}
        </Button>
      ) : null}
      {state.kind === "creating" ? null : (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={named(state.kind === "ready" ? t("dismiss") : t("cancel"))}
          onClick={() => uploadSession().remove(id)}
        >
          <X aria-hidden />
        </Button>
      )}
    </div>
  );
}
