"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { api } from "../layout/api";
import { useTeamsFor } from "../layout/use-teams";
import { DropZone } from "./drop-zone";
import { TeamChoice } from "./team-choice";
import { UploadItem } from "./upload-item";
import type { Upload } from "./upload-session";
import { uploadSession, useUploads } from "./uploads";

/** Where files come in. A single file leads on to its dataset; several stay in the list with a link each. */
export function UploadPanel() {
  const t = useTranslations("datasets.upload");
  const uploads = useUploads();
  const teams = useTeamsFor("work:submit");
  const [chosen, setChosen] = useState<string | null>(null);
  const teamId = chosen ?? teams[0]?.id ?? null;
  useReadyUploads(uploads);

  const add = async (files: File[]) => {
    const refused = await uploadSession().add(files, teamId);
    for (const { file, refusal } of refused) {
      toast.error(t(`refusals.${refusal}`, { name: file.name }));
    }
  };
  return (
    <section aria-label={t("title")} className="grid grid-cols-1 gap-3">
      <TeamChoice teams={teams} value={teamId ?? ""} onChange={setChosen} />
      <DropZone onFiles={(files) => void add(files)} />
      {uploads.length > 0 ? (
        <ul aria-label={t("inProgress")} className="grid grid-cols-1 gap-2">
          {uploads.map((upload) => (
            <UploadItem key={upload.id} upload={upload} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** Refreshes the list for every new dataset, and goes there when it was the only upload. */
function useReadyUploads(uploads: readonly Upload[]) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const seen = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const ready = uploads.flatMap(({ id, state }) =>
      state.kind === "ready" ? [{ id, datasetId: state.datasetId }] : [],
    );
    const known = seen.current ?? new Set(ready.map(({ datasetId }) => datasetId));
    const fresh = ready.filter(({ datasetId }) => !known.has(datasetId));
    seen.current = new Set([...known, ...fresh.map(({ datasetId }) => datasetId)]);
    if (fresh.length === 0) return;
    void queryClient.invalidateQueries({ queryKey: api.datasets.list.key() });
    const [only] = fresh;
    if (!only || uploads.length > 1) return;
    uploadSession().remove(only.id);
    router.push(`/datasets/${only.datasetId}`);
  }, [uploads, queryClient, router]);
}
