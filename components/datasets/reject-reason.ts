/** A stored reason in parts: a code, then `name=number` pairs, as in `wrong_field_count expected=3 found=2`. */
export interface RejectReason {
  readonly code: string;
  readonly params: Readonly<Record<string, number>>;
}

/** Reads a stored reason. What is no pair of a name and a number is left out. */
export function readRejectReason(stored: string): RejectReason {
  const [code = "", ...pairs] = stored.split(" ");
  const params = pairs.flatMap((pair) => {
    const match = /^(\w+)=(-?\d+)$/.exec(pair);
    return match?.[1] ? [[match[1], Number(match[2])] as const] : [];
  });
  return { code, params: Object.fromEntries(params) };
}
