import type { ComparedModel } from "@/lib/contracts/planning";

export const COMPARE_COLUMNS = ["model", "batch", "realtime", "saving", "perThousand"] as const;
export type CompareColumn = (typeof COMPARE_COLUMNS)[number];

/** What models are ordered by. */
export interface CompareOrder {
  readonly column: CompareColumn;
  readonly descending: boolean;
}

/** What batches save of the real-time price, from 0 to 1; below 0 where they cost more. Null where a price is unknown. */
export function savingOf({ batch, realtime }: ComparedModel): number | null {
  const list = Number(realtime?.expected ?? 0);
  return batch && list > 0 ? 1 - Number(batch.expected) / list : null;
}

/** Models in an order; those that have nothing to be ordered by come last, whichever way. */
export function inOrder(
  models: readonly ComparedModel[],
  { column, descending }: CompareOrder,
): ComparedModel[] {
  const sign = descending ? -1 : 1;
  return models.toSorted((a, b) => {
    const [left, right] = [keyOf(a, column), keyOf(b, column)];
    if (left === null || right === null) {
      return Number(left === null) - Number(right === null) || byName(a, b);
    }
    return left < right ? -sign : left > right ? sign : byName(a, b);
  });
}

/** The next order when a column's head is pressed: the same column turns around. */
export const pressed = (order: CompareOrder, column: CompareColumn): CompareOrder => ({
  column,
  descending: order.column === column && !order.descending,
});

function keyOf(model: ComparedModel, column: CompareColumn): number | string | null {
  switch (column) {
    case "model":
      return model.model;
    case "batch":
      return model.batch && Number(model.batch.expected);
    case "realtime":
      return model.realtime && Number(model.realtime.expected);
    case "saving":
      return savingOf(model);
    case "perThousand":
      return model.perThousandRows === null ? null : Number(model.perThousandRows);
  }
}

const byName = (a: ComparedModel, b: ComparedModel): number =>
  `${a.model} ${a.provider}` < `${b.model} ${b.provider}` ? -1 : 1;
