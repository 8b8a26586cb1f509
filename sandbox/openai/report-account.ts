import type { BatchRecord } from "./batch-record";
import { sweepFiles } from "./files";
import { accountOf } from "./ids";
import type { OpenAiState } from "./state";
import { NO_USAGE } from "./usage";

export interface AccountReport {
  files: { total: number; bytes: number; byPurpose: Record<string, number> };
  batches: { total: number; byStatus: Record<string, number> };
  /** `executed` rows are billed; `neverRun` lapsed by expiry or cancel; all of batches past validation. */
  rows: { sent: number; executed: number; failed: number; neverRun: number };
  /** What all batches and their rows were billed, in tokens. */
  tokens: { input: number; cachedInput: number; output: number; reasoning: number };
  chat: { requests: number; executed: number; refused: number };
  /** Input files used by more than one batch. */
  reusedInputs: number;
  /** By metadata key and value: how often that mark was submitted and what ran under it. */
  marks: Record<string, Record<string, Mark>>;
}

interface Mark {
  batches: number;
  sent: number;
  executed: number;
}

/** Counts what one key's account holds and has done, or all accounts together. */
export function reportAccount(state: OpenAiState, key: string | null): AccountReport {
  sweepFiles(state);
  const account = key === null ? null : accountOf(key);
  const own = <T extends { account: string }>(records: Iterable<T>) =>
    [...records].filter((record) => account === null || record.account === account);
  const files = own(state.files.all());
  const batches = own(state.batches.all());
  const usages = batches.map((batch) => batch.progress.usage ?? NO_USAGE);
  const chats = [...state.chats.all()].filter(([id]) => account === null || id === account);
  return {
    files: {
      total: files.length,
      bytes: sum(files, (file) => file.bytes),
      byPurpose: tally(files.map((file) => file.purpose)),
    },
    batches: { total: batches.length, byStatus: tally(batches.map((batch) => batch.status)) },
    rows: {
      sent: sum(batches, (batch) => batch.total),
      executed: sum(batches, (batch) => batch.progress.completed),
      failed: sum(batches, (batch) => batch.progress.failed),
      neverRun: sum(batches, neverRun),
    },
    tokens: {
      input: sum(usages, (usage) => usage.input_tokens),
      cachedInput: sum(usages, (usage) => usage.input_tokens_details.cached_tokens),
      output: sum(usages, (usage) => usage.output_tokens),
      reasoning: sum(usages, (usage) => usage.output_tokens_details.reasoning_tokens),
    },
    chat: {
      requests: sum(chats, ([, chat]) => chat.requests),
      executed: sum(chats, ([, chat]) => chat.executed),
      refused: sum(chats, ([, chat]) => chat.refused),
    },
    reusedInputs: Object.values(tally(batches.map((batch) => batch.inputFileId))).filter(
      (count) => count > 1,
    ).length,
    marks: marksOf(batches),
  };
}

function neverRun({ progress }: BatchRecord): number {
  return progress.done - progress.completed - progress.failed;
}

function marksOf(batches: BatchRecord[]): AccountReport["marks"] {
  const marks = new Map<string, Map<string, Mark>>();
  for (const batch of batches) {
    for (const [key, value] of Object.entries(batch.metadata ?? {})) {
      const values = marks.get(key) ?? new Map<string, Mark>();
      const old = values.get(value) ?? { batches: 0, sent: 0, executed: 0 };
      marks.set(key, values);
      values.set(value, {
        batches: old.batches + 1,
        sent: old.sent + batch.total,
        executed: old.executed + batch.progress.completed,
      });
    }
  }
  return Object.fromEntries([...marks].map(([key, values]) => [key, Object.fromEntries(values)]));
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
