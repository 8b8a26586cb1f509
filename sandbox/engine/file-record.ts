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
  /** Results that are served by their batch only. */
  unlisted?: true;
  /** What the provider's wire alone knows and shows; JSON. */
  details?: Readonly<Record<string, unknown>>;
}
