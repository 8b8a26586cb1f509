import type { ResultFacts, Verdict } from "../core/outcome";
import type { LakeSession } from "./engine";
import { type LocalSelection, selectionCondition } from "./part-selection";
import { quoteLiteral } from "./sql";

/** What `classify` looks at, as columns. */
const COMBINATION = ["status", "error_code", "finish_reason", "refused", "has_text"] as const;
const BATCH_OF_VERDICTS = 1000;

/**
 * Asks `classify` once for each distinct combination of facts. Leaves temporary tables: `verdict` (one row per
 * combination, joined by `sameCombination`), `repeated` (positions of a row's lines besides the one that counts;
 * `extra`: a further execution, else a line that counts for nothing) and `present` (row numbers of the selection that
 * have a line).
 */
export async function judgeLines(
  session: LakeSession,
  facts: string,
  selection: LocalSelection,
  classify: (facts: ResultFacts) => Verdict,
): Promise<void> {
  await makeVerdicts(session, `${facts} WHERE ${selectionCondition(selection)}`, classify);
  await session.run(
    `CREATE TEMP TABLE present AS
     SELECT "row", count(*) AS lines FROM ${facts} WHERE ${selectionCondition(selection)} GROUP BY "row"`,
  );
  await session.run(`CREATE TEMP TABLE repeated AS ${repeatedQuery(facts)}`);
}

/** The condition under which a line `l` has the combination of a verdict `v`. */
export const sameCombination = COMBINATION.map(
  (name) => `l.${name} IS NOT DISTINCT FROM v.${name}`,
).join(" AND ");

/** Of several lines of a row the best counts: succeeded, then with usage, then one that ran, then the first. */
function repeatedQuery(facts: string): string {
  return `
    WITH several AS (
      SELECT l.position, l."row", l.execution, l.ran,
        4 * (v.outcome = 'succeeded')::INT + 2 * l.usage_known::INT + l.ran::INT AS quality
      FROM ${facts} l JOIN verdict v ON ${sameCombination}
      WHERE l."row" IN (SELECT "row" FROM present WHERE lines > 1)
    ), copies AS (
      SELECT *, row_number() OVER (PARTITION BY "row", execution ORDER BY quality DESC, position) AS copy
      FROM several
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY "row" ORDER BY quality DESC, position) AS place
      FROM copies WHERE copy = 1
    )
    SELECT position, "row", false AS extra FROM copies WHERE copy > 1
    UNION ALL
    SELECT position, "row", ran AS extra FROM ranked WHERE place > 1`;
}

interface Combination {
  readonly id: number;
  readonly status: number | null;
  readonly error_code: string | null;
  readonly finish_reason: string | null;
  readonly refused: boolean;
  readonly has_text: boolean;
}

/** Makes the table `verdict`: each combination with what `classify` says of it. */
async function makeVerdicts(
  session: LakeSession,
  lines: string,
  classify: (facts: ResultFacts) => Verdict,
): Promise<void> {
  const names = COMBINATION.join(", ");
  await session.run(
    `CREATE TEMP TABLE combination AS
     SELECT row_number() OVER () AS id, * FROM (SELECT DISTINCT ${names} FROM ${lines});
     CREATE TEMP TABLE answer (id BIGINT, outcome VARCHAR, code VARCHAR, retryable BOOLEAN, free BOOLEAN)`,
  );
  const found = await session.rows<Combination>(`SELECT id, ${names} FROM combination`);
  const answers = found.map((one) => answerRow(one.id, classify(factsOf(one))));
  for (let i = 0; i < answers.length; i += BATCH_OF_VERDICTS) {
    const some = answers.slice(i, i + BATCH_OF_VERDICTS);
    await session.run(`INSERT INTO answer VALUES ${some.join(", ")}`);
  }
  await session.run(
    "CREATE TEMP TABLE verdict AS SELECT * FROM combination JOIN answer USING (id)",
  );
}

function factsOf(found: Combination): ResultFacts {
  return {
    statusCode: found.status,
    errorCode: found.error_code,
    finishReason: found.finish_reason,
    refused: found.refused,
    hasText: found.has_text,
  };
}

function answerRow(id: number, { outcome, code, retryable, free }: Verdict): string {
  const codeText = code === null ? "NULL" : quoteLiteral(code.replaceAll("\0", ""));
  return `(${id}, ${quoteLiteral(outcome)}, ${codeText}, ${retryable}, ${free === true})`;
}
