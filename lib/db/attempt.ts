import type { Database } from "./client";

export interface AttemptRule {
  /** So many tries cost nothing. */
  readonly free: number;
  /** How long the next try has to wait after the last free one; each further one doubles it. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** Without a try for so long, everything is forgotten. */
  readonly forgetAfterMs: number;
}

const MOST_DOUBLINGS = 30;

/**
 * Counts one try, in one statement, so that tries at the same moment in any processes are all counted. Null: it may be
 * made; otherwise nothing was counted, and it may be made at the time returned.
 */
export async function countAttempt(
  database: Database,
  key: string,
  { free, firstDelayMs, longestDelayMs, forgetAfterMs }: AttemptRule,
  now: Date,
): Promise<Date | null> {
  const counted = await database.prisma.$executeRaw`
    WITH given AS (SELECT ${now}::timestamptz AS now)
    INSERT INTO attempts AS a (key, count, last_at)
    SELECT ${key}, 1, now FROM given
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN a.last_at < ${now}::timestamptz - make_interval(secs => ${forgetAfterMs / 1_000}::double precision)
        THEN 1 ELSE a.count + 1 END,
      last_at = ${now}::timestamptz,
      blocked_until = CASE
        WHEN a.last_at < ${now}::timestamptz - make_interval(secs => ${forgetAfterMs / 1_000}::double precision) THEN NULL
        WHEN a.count + 1 < ${free}::integer THEN NULL
        ELSE ${now}::timestamptz + make_interval(secs => LEAST(
          ${firstDelayMs / 1_000}::double precision * power(2, LEAST(a.count + 1 - ${free}::integer, ${MOST_DOUBLINGS}::integer)),
          ${longestDelayMs / 1_000}::double precision)) END
    WHERE a.blocked_until IS NULL OR a.blocked_until <= ${now}::timestamptz`;
  if (counted === 1) return null;
  const row = await database.prisma.attempt.findUnique({ where: { key } });
  return row?.blockedUntil ?? now;
}

/** After a success: what was counted is forgotten. */
export async function forgetAttempts(database: Database, key: string): Promise<void> {
  await database.prisma.attempt.deleteMany({ where: { key } });
}

/** Takes back one try, and the wait that it brought, where others may have tried too. */
export async function refundAttempt(database: Database, key: string): Promise<void> {
  await database.prisma.attempt.updateMany({
    where: { key, count: { gt: 0 } },
    data: { count: { decrement: 1 }, blockedUntil: null },
  });
}
