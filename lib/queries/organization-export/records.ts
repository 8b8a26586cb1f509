import { type Scope, withOrganization } from "../../db/client";
import type { Stretch } from "../../db/organization-export";
import type { Runtime } from "../../runtime";

const AT_ONCE = 500;

/** All rows that a query gives stretch by stretch; each stretch is a transaction of its own. */
export async function* everyRow<Row extends { readonly id: string }>(
  { database }: Runtime,
  organizationId: string,
  read: (scope: Scope, stretch: Stretch) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let after: string | null = null; ; ) {
    const stretch: Stretch = { after, limit: AT_ONCE };
    const rows: Row[] = await withOrganization(database, organizationId, (scope) =>
      read(scope, stretch),
    );
    yield* rows;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < AT_ONCE) return;
  }
}

/** Records as JSON Lines; numbers that JSON cannot hold exactly become text. */
export async function* jsonLines(
  records: AsyncIterable<object> | Iterable<object>,
): AsyncGenerator<Uint8Array> {
  for await (const record of records) yield Buffer.from(`${JSON.stringify(record, exactly)}\n`);
}

export async function* jsonText(value: object): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(value, exactly, 2)}\n`);
}

const exactly = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;
