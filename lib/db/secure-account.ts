import { type Also, type Database, withPeople } from "./client";
import { normalizeEmail } from "./user";

interface Change {
  readonly userId: string;
  /** The session that stays; null: none. */
  readonly except: string | null;
}

/** A new password: with it every other session ends, and every link that is on its way. All of it or nothing. */
export function replacePassword(
  database: Database,
  { userId, except, passwordHash }: Change & { readonly passwordHash: string },
  now: Date,
  also: Also,
): Promise<void> {
  const kept = except === null ? {} : { id: { not: except } };
  return withPeople(database, async (people) => {
    const { user, session, mailToken } = people.prisma;
    await user.update({ where: { id: userId }, data: { passwordHash } });
    const open = { userId, revokedAt: null, ...kept };
    await session.updateMany({ where: open, data: { revokedAt: now } });
    await mailToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
    await also(people);
  });
}

/** A new address: links that went to the old one open nothing any more. False when the address is somebody's. */
export function replaceAddress(
  database: Database,
  { userId, email }: { userId: string; email: string },
  now: Date,
  also: Also,
): Promise<boolean> {
  return withPeople(database, async (people) => {
    const { prisma: tx } = people;
    const normal = normalizeEmail(email);
    // The unique index would refuse it too, but as an accident: here it is an answer.
    const changed = await tx.$executeRaw`
      UPDATE users SET email = ${normal} WHERE id = ${userId}
      AND NOT EXISTS (SELECT 1 FROM users WHERE email = ${normal})`;
    if (changed === 0) return false;
    await tx.mailToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
    await also(people);
    return true;
  });
}
