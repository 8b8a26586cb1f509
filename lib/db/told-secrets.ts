import type { Database } from "./client";

/** Erases answers that show the secret of a key an hour after they were given, in every organization. Returns how many. */
export async function eraseToldSecrets({ prisma }: Database, now: Date): Promise<number> {
  const [row] = await prisma.$queryRaw<{ erased: bigint }[]>`
    SELECT erase_told_secrets(${now}) AS erased`;
  return Number(row?.erased ?? 0);
}
