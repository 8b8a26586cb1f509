import type { ImportNotice } from "./import-reasons";
import { invalidFile } from "./invalid-file";
import { MAX_COLUMNS } from "./record-fields";

interface NamedColumn {
  readonly name: string;
  readonly renamedFrom?: string;
}

/** The columns that a file turned out to have, in order of appearance. */
export interface ColumnTable {
  readonly named: readonly NamedColumn[];
  readonly notices: readonly ImportNotice[];
  /** Adds a column under a name that is usable and not yet taken; its index. */
  add(name: string): number;
  /** Forgets the columns from index `count` on: the record that brought them was rejected. */
  keep(count: number): void;
}

/**
 * Names are kept, `A` and `a` apart. Changed, with a notice: a name used before (`text_2`), an empty one
 * (`column_3`), one that begins with `tranche_` (`user_tranche_…`), and one with spaces around it or control
 * characters in it, because no template could name it. Throws `invalid_request` (`too_many_columns`).
 */
export function columnTable(): ColumnTable {
  const named: NamedColumn[] = [];
  const notices: ImportNotice[] = [];
  const taken = new Set<string>();
  const renamed: number[] = [];
  return {
    named,
    notices,
    add: (original) => {
      if (named.length === MAX_COLUMNS)
        throw invalidFile("too_many_columns", { limit: MAX_COLUMNS });
      const usable = usableName(original, named.length + 1);
      const name = freeName(usable.name, taken);
      taken.add(name);
      const why = usable.why ?? "duplicate";
      named.push(name === original ? { name } : { name, renamedFrom: original });
      if (name !== original) {
        notices.push({ code: "column_renamed", params: { from: original, to: name, why } });
        renamed.push(named.length - 1);
      }
      return named.length - 1;
    },
    keep: (count) => {
      for (const { name } of named.splice(count)) taken.delete(name);
      while ((renamed.at(-1) ?? -1) >= count) {
        renamed.pop();
        notices.pop();
      }
    },
  };
}

type Usable = { name: string; why?: "empty" | "reserved" | "characters" };

function usableName(original: string, position: number): Usable {
  const name = original.replaceAll(CONTROL, " ").trim();
  if (name === "") return { name: `column_${position}`, why: "empty" };
  if (/^tranche_/i.test(name)) return { name: `user_${name}`, why: "reserved" };
  return name === original ? { name } : { name, why: "characters" };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let suffix = 2;
  while (taken.has(`${name}_${suffix}`)) suffix++;
  return `${name}_${suffix}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f]/g;
