/** The real servers that the test run started; see `global-setup.ts`. */
export interface TestServers {
  /** Of an owner who may create databases and roles, and is no superuser. */
  readonly databaseUrl: string;
  /** Null where the machine has no redis-server; tests of that backend say so and are skipped. */
  readonly redisUrl: string | null;
}

export function testServers(): TestServers {
  const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
  if (!TEST_DATABASE_URL) {
    throw new Error("TEST_DATABASE_URL is missing: run the tests by `npm test` or `npx vitest`.");
  }
  return { databaseUrl: TEST_DATABASE_URL, redisUrl: TEST_REDIS_URL ?? null };
}
