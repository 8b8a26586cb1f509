"use client";

import { useSyncExternalStore } from "react";
import { z } from "zod";
import { apiFetch } from "../layout/api";
import { createUploadSession, type Upload, type UploadSession } from "./upload-session";

const NONE: readonly Upload[] = [];
let session: UploadSession | null = null;

/** The uploads of this browser tab; one for all pages, so that they go on while people move between them. */
export function uploadSession(): UploadSession {
  session ??= createUploadSession({
    endpoint: "/api/uploads",
    createDataset,
    now: () => Date.now(),
  });
  return session;
}

/** The uploads as they stand, live. */
export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (listener) => uploadSession().subscribe(listener),
    () => uploadSession().uploads(),
    () => NONE,
  );
}

const datasetIdSchema = z.object({ id: z.string() });

async function createDataset(uploadId: string): Promise<string> {
  const response = await apiFetch(`/api/uploads/${encodeURIComponent(uploadId)}/dataset`, {
    method: "POST",
  });
  return datasetIdSchema.parse(await response.json()).id;
}
