import type { Database } from "./client";
import type { MailTokenPurpose } from "./generated/client";

export interface MailTokenRecord {
  readonly purpose: MailTokenPurpose;
  readonly userId: string | null;
  readonly email: string;
}

export async function createMailToken(
  database: Database,
  token: MailTokenRecord & { hash: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await database.prisma.mailToken.create({ data: token });
}

/** What a link proves; null when it is unknown, used or too old. */
export function findMailToken(
  database: Database,
  { hash, purpose }: { hash: string; purpose: MailTokenPurpose },
  now: Date,
): Promise<MailTokenRecord | null> {
  return database.prisma.mailToken.findFirst({
    where: { hash, purpose, usedAt: null, expiresAt: { gt: now } },
    select: { purpose: true, userId: true, email: true },
  });
}

/** Uses a link up, once: of two that come at the same moment one gets null. */
export async function spendMailToken(
  database: Database,
  { hash, purpose }: { hash: string; purpose: MailTokenPurpose },
  now: Date,
): Promise<MailTokenRecord | null> {
  const found = await findMailToken(database, { hash, purpose }, now);
  if (!found) return null;
  const { count } = await database.prisma.mailToken.updateMany({
    where: { hash, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1 ? found : null;
}
