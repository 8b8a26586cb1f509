import type { Member } from "@/lib/contracts/members";

type Known = {
  readonly data?: { readonly pages: readonly { readonly data: readonly Member[] }[] };
  readonly hasNextPage: boolean;
};

/** How many owners there are; null while not every member is known. */
export function ownersAmong({ data, hasNextPage }: Known): number | null {
  if (!data || hasNextPage) return null;
  return data.pages.flatMap((page) => page.data).filter(({ role }) => role === "owner").length;
}
