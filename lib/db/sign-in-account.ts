import { type Also, type Database, withPeople } from "./client";
import type { SignInMethod } from "./generated/client";

export interface SignInAccountRecord {
  readonly provider: SignInMethod;
  readonly subject: string;
  readonly createdAt: Date;
}

/** Whose account at a provider this is. */
export async function personOfAccount(
  database: Database,
  { provider, subject }: { provider: SignInMethod; subject: string },
): Promise<string | null> {
  const row = await database.prisma.signInAccount.findUnique({
    where: { provider_subject: { provider, subject } },
  });
  return row?.userId ?? null;
}

/** Links an account to a person. The first link stays: false when the account is linked already. */
export function linkAccount(
  database: Database,
  account: { provider: SignInMethod; subject: string; userId: string },
  now: Date,
  also: Also,
): Promise<boolean> {
  return withPeople(database, async (people) => {
    const { count } = await people.prisma.signInAccount.createMany({
      data: [{ ...account, createdAt: now }],
      skipDuplicates: true,
    });
    if (count === 1) await also(people);
    return count === 1;
  });
}

export function accountsOf(database: Database, userId: string): Promise<SignInAccountRecord[]> {
  return database.prisma.signInAccount.findMany({
    where: { userId },
    select: { provider: true, subject: true, createdAt: true },
    orderBy: { createdAt: "asc" },
  });
}
