import type { BatchRecord } from "./batch-record";
import type { Engine } from "./engine";
import { sweepFiles } from "./files";
import { accountOf } from "./ids";

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
  /** By key and value of the marks (metadata): how often that mark was submitted and what ran under it. */
  marks: Record<string, Record<string, Mark>>;
}

interface Mark {
  batches: number;
  sent: number;
  executed: number;
}

/** Counts what one key's account holds and has done, or all accounts, at these providers together. */
export function reportAccount(engines: readonly Engine[], key: string | null): AccountReport {
  for (const engine of engines) sweepFiles(engine);
  const account = key === null ? null : accountOf(key);
  const own = <T extends { account: string }>(records: T[]) =>
    records.filter((record) => account === null || record.account === account);
  const files = own(engines.flatMap((engine) => [...engine.files.all()]));
  const batches = own(engines.flatMap((engine) => [...engine.batches.all()]));
  const usages = batches.map((batch) => batch.progress.usage);
  const chats = engines
    .flatMap((engine) => [...engine.chats.all()])
    .filter(([id]) => account === null || id === account)
    .map(([, tally]) => tally);
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
      input: sum(usages, (usage) => usage.input),
      cachedInput: sum(usages, (usage) => usage.cachedInput),
      output: sum(usages, (usage) => usage.output),
      reasoning: sum(usages, (usage) => usage.reasoning),
    },
    chat: {
      requests: sum(chats, (chat) => chat.requests),
      executed: sum(chats, (chat) => chat.executed),
      refused: sum(chats, (chat) => chat.refused),
    },
    reusedInputs: Object.values(tally(batches.flatMap((batch) => batch.inputFileIds))).filter(
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
    for (const [key, value] of Object.entries(batch.marks ?? {})) {
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
