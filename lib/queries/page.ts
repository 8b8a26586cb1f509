export interface Page {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page of what belongs to teams. */
export interface PageInTeams extends Page {
  /** Only what belongs to these; null: whatever there is. */
  readonly teams: readonly string[] | null;
}

/** Lists end with the id to go on from, or null at their end: one more item than asked for tells which. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  show: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(show),
    nextCursor: rows.length > limit && last ? cursorOf(last) : null,
  };
}

/** A cursor that is a number, or the start when it is none. */
export function numberCursor(cursor: string | undefined): number {
  const value = Number(cursor ?? 0);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
