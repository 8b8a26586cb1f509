export interface FileRecord {
  id: string;
  order: number;
  account: string;
  purpose: string;
  filename: string;
  bytes: number;
  createdAtMs: number;
  /** Seconds after the creation; null: never. */
  expiresAfterSeconds: number | null;
  /** Downloads still to be cut in mid-line by a fault. */
  truncatedReads: number | "always";
}

/** Files of purpose batch and batch_output live 30 days unless told otherwise (OpenAI, files API, 2026). */
export const DEFAULT_LIFE_SECONDS = 30 * 86_400;

export function wireFile(file: FileRecord): Record<string, unknown> {
  const createdAt = Math.floor(file.createdAtMs / 1000);
  return {
    object: "file",
    id: file.id,
    purpose: file.purpose,
    filename: file.filename,
    bytes: file.bytes,
    created_at: createdAt,
    expires_at: file.expiresAfterSeconds === null ? null : createdAt + file.expiresAfterSeconds,
    status: "processed",
    status_details: null,
  };
}
