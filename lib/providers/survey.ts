import { isProviderError } from "../errors";
import type { AccountSurvey, ModelList, StoredFiles } from "./provider";

/** What an adapter can ask for; null: the API has no such list. */
interface AccountLists {
  readonly models: (() => Promise<ModelList>) | null;
  readonly files: (() => Promise<StoredFiles>) | null;
  /** Left out: every server of this provider takes batches. */
  readonly batches?: () => Promise<unknown>;
}

/**
 * Asks for all lists at once. One that this key may not read, or that the server does not have, is not told; where no
 * models and no files are left, the refusal is thrown. Any other failure is thrown as it is.
 */
export async function surveyOf({ models, files, batches }: AccountLists): Promise<AccountSurvey> {
  const takesBatches = async () => (batches === undefined ? true : hasList(batches));
  const lists = [models?.() ?? null, files?.() ?? null, takesBatches()] as const;
  const answers = await Promise.allSettled(lists);
  const [seen, stored, taken] = answers;
  const survey = { models: told(seen), files: told(stored), batches: told(taken) };
  const refused = answers.find((answer) => answer.status === "rejected");
  if (refused && survey.models === null && survey.files === null) throw refused.reason;
  return survey;
}

/** Whether a server has a list at all; any other failure is thrown. */
export async function hasList(list: () => Promise<unknown>): Promise<boolean> {
  try {
    await list();
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Shown are at most so many; the largest public server of many models has a few hundred. */
const MAX_MODELS = 2000;

/** Each name once, in the order of the alphabet; `more`: the provider has more than it told. */
export function modelList(names: readonly string[], more = false): ModelList {
  const unique = [...new Set(names)].toSorted();
  return { names: unique.slice(0, MAX_MODELS), capped: more || unique.length > MAX_MODELS };
}

export interface FilePage<Cursor> {
  readonly files: readonly { readonly id: string; readonly bytes: number | null }[];
  /** Null: this was the last page. */
  readonly next: Cursor | null;
}

/** No more pages are read than this: the figure is for people, and must not cost minutes. */
const MAX_PAGES = 20;

/** Adds up a list of files. A page that brings nothing new is the last, because not all servers heed a cursor. */
export async function addUpFiles<Cursor>(
  page: (cursor: Cursor | null) => Promise<FilePage<Cursor>>,
): Promise<StoredFiles> {
  const sizes = new Map<string, number | null>();
  let cursor: Cursor | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { files, next }: FilePage<Cursor> = await page(cursor);
    const before = sizes.size;
    for (const { id, bytes } of files) sizes.set(id, bytes);
    if (next === null || sizes.size === before) return summed(sizes, false);
    cursor = next;
  }
  return summed(sizes, true);
}

/** A sum without the size of one file would be a wrong one. */
function summed(sizes: ReadonlyMap<string, number | null>, capped: boolean): StoredFiles {
  const add = (sum: number | null, bytes: number | null) =>
    sum === null || bytes === null ? null : sum + bytes;
  return { count: sizes.size, bytes: [...sizes.values()].reduce(add, 0), capped };
}

function told<T>(answer: PromiseSettledResult<T>): T | null {
  if (answer.status === "fulfilled") return answer.value;
  if (isRefusal(answer.reason)) return null;
  throw answer.reason;
}

function isRefusal(error: unknown): boolean {
  return isAbsent(error) || (isProviderError(error) && error.kind === "permission");
}

/** 405 and 501 are what servers answer that know the path, and not the list. */
function isAbsent(error: unknown): boolean {
  if (!isProviderError(error)) return false;
  const { kind, status } = error;
  return kind === "not_found" || status === 405 || status === 501;
}
