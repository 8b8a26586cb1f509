import { type Also, type Database, type People, withPeople } from "./client";

export interface SecondFactorRecord {
  readonly sealedSecret: Uint8Array;
  readonly confirmedAt: Date | null;
  readonly lastStep: bigint;
}

export function findSecondFactor(
  { prisma }: People,
  userId: string,
): Promise<SecondFactorRecord | null> {
  return prisma.secondFactor.findUnique({
    where: { userId },
    select: { sealedSecret: true, confirmedAt: true, lastStep: true },
  });
}

/** A new secret that waits for its first code. One that is confirmed stays: false. */
export async function beginSecondFactor(
  database: Database,
  userId: string,
  sealedSecret: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<boolean> {
  const { prisma } = database;
  await prisma.secondFactor.deleteMany({ where: { userId, confirmedAt: null } });
  const { count } = await prisma.secondFactor.createMany({
    data: [{ userId, sealedSecret, createdAt: now }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Takes the code of one step of time; false when this step, or a later one, was taken before. */
export async function takeStep(
  database: Database,
  { userId, step }: { userId: string; step: number },
): Promise<boolean> {
  const { count } = await database.prisma.secondFactor.updateMany({
    where: { userId, lastStep: { lt: BigInt(step) } },
    data: { lastStep: BigInt(step) },
  });
  return count === 1;
}

/** The second factor holds from now on, with these recovery codes. */
export function confirmSecondFactor(
  database: Database,
  { userId, codeHashes }: { userId: string; codeHashes: readonly string[] },
  now: Date,
  also: Also,
): Promise<void> {
  return withPeople(database, async (people) => {
    const { secondFactor, recoveryCode } = people.prisma;
    await secondFactor.updateMany({ where: { userId }, data: { confirmedAt: now } });
    await recoveryCode.deleteMany({ where: { userId } });
    await recoveryCode.createMany({ data: codeHashes.map((hash) => ({ userId, hash })) });
    await also(people);
  });
}

export function removeSecondFactor(database: Database, userId: string, also: Also): Promise<void> {
  return withPeople(database, async (people) => {
    await people.prisma.secondFactor.deleteMany({ where: { userId } });
    await people.prisma.recoveryCode.deleteMany({ where: { userId } });
    await also(people);
  });
}

/** Uses a recovery code up, once. */
export async function spendRecoveryCode(
  database: Database,
  { userId, hash }: { userId: string; hash: string },
  now: Date,
): Promise<boolean> {
  const { count } = await database.prisma.recoveryCode.updateMany({
    where: { userId, hash, usedAt: null },
    data: { usedAt: now },
  });
  return count === 1;
}

export function recoveryCodesLeft(database: Database, userId: string): Promise<number> {
  return database.prisma.recoveryCode.count({ where: { userId, usedAt: null } });
}
