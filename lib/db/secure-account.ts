import type { Database } from "./client";
import { normalizeEmail } from "./user";

interface Change {
  readonly userId: string;
  /** The session that stays; null: none. */
  readonly except: string | null;
}

/** A new password: with it every other session ends, and every link that is on its way. All of it or nothing. */
export async function replacePassword(
  { prisma }: Database,
  { userId, except, passwordHash }: Change & { readonly passwordHash: string },
  now: Date,
): Promise<void> {
  const kept = except === null ? {} : { id: { not: except } };
  await prisma.$transaction([
    prisma.user.update({ where: { id: userId }, data: { passwordHash } }),
    prisma.session.updateMany({
      where: { userId, revokedAt: null, ...kept },
      data: { revokedAt: now },
    }),
    prisma.mailToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } }),
  ]);
}

/** A new address: links that went to the old one open nothing any more. False when the address is somebody's. */
export async function replaceAddress(
  { prisma }: Database,
  { userId, email }: { userId: string; email: string },
  now: Date,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const normal = normalizeEmail(email);
    // The unique index would refuse it too, but as an accident: here it is an answer.
    const changed = await tx.$executeRaw`
      UPDATE users SET email = ${normal} WHERE id = ${userId}
      AND NOT EXISTS (SELECT 1 FROM users WHERE email = ${normal})`;
    if (changed === 0) return false;
    await tx.mailToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
    return true;
  });
}
