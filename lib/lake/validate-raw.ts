import type { DatasetColumn, DatasetFiles } from "../core/dataset";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { forEachPartGroup } from "./fetch-parts";
import { partSteps } from "./part-steps";
import { quoteIdentifier, quoteList, quoteLiteral } from "./sql";

/** Why a row cannot be sent as it is. */
export const RAW_PROBLEM_CODES = [
  /** There is no `body`, or it is null or empty. */
  "body_missing",
  /** `body` is not a JSON object. */
  "body_not_object",
  /** `method` is there and is not POST. */
  "wrong_method",
  /** `url` is there and is not the job's endpoint; `detail` is what it is. */
  "wrong_url",
  /** `body.model` is not the job's model; `detail` is what it is, null when there is none. */
  "wrong_model",
  /** `body.stream` is set: a batch cannot stream. */
  "stream",
] as const;

export type RawProblemCode = (typeof RAW_PROBLEM_CODES)[number];

export interface RawProblem {
  readonly row: number;
  readonly code: RawProblemCode;
  /** At most 100 characters of what was found, where that helps. */
  readonly detail: string | null;
}

/** The first problem of each row; `count` rows have one, the first `MAX_PROBLEMS` are listed in row order. */
export interface RawCheck {
  readonly count: number;
  readonly problems: readonly RawProblem[];
}

export const MAX_PROBLEMS = 100;

/**
 * Checks that every row is a request line in OpenAI's batch shape (`custom_id`, `method`, `url`, `body`) that fits the
 * job. Columns `method` and `url` may be missing: the line is rendered anew, with the row's number as its id.
 */
export async function validateRaw(
  lake: Lake,
  storage: Storage,
  files: DatasetFiles,
  job: { readonly endpoint: string; readonly model: string },
): Promise<RawCheck> {
  const problems: RawProblem[] = [];
  let count = 0;
  const body = columnOf(files, "body");
  if (body === null) return noBody(files.rows);
  const found = problemColumns(files, body, job);
  await lake.withScratch((dir) =>
    forEachPartGroup(storage, files, files.parts, dir, (group) =>
      lake.session(async (session) => {
        for (const step of await partSteps(session, group, [body], "true")) {
          for (const source of stepSources(step)) {
            const some = await session.rows<RawProblem & { total: number }>(
              `SELECT "row", code, detail, count(*) OVER () AS total
               FROM (SELECT "row", ${found} FROM ${source}) WHERE code IS NOT NULL
               ORDER BY "row" LIMIT ${MAX_PROBLEMS}`,
            );
            count += some[0]?.total ?? 0;
            const room = MAX_PROBLEMS - problems.length;
            problems.push(
              ...some.slice(0, room).map(({ row, code, detail }) => ({ row, code, detail })),
            );
          }
        }
      }),
    ),
  );
  return { count, problems };
}

function noBody(rows: number): RawCheck {
  const problems = Array.from({ length: Math.min(rows, MAX_PROBLEMS) }, (_, i) => ({
    ...{ row: i + 1, code: "body_missing" as const, detail: null },
  }));
  return { count: rows, problems };
}

function stepSources(step: Awaited<ReturnType<typeof partSteps>>[number]): string[] {
  if (step.kind === "light")
    return [`read_parquet(${quoteList(step.parts.map((part) => part.path))})`];
  const path = quoteLiteral(step.part.path);
  return step.ranges.map(
    ({ firstRow, lastRow }) =>
      `(FROM read_parquet(${path}) WHERE "row" BETWEEN ${firstRow} AND ${lastRow})`,
  );
}

function columnOf(files: DatasetFiles, name: string): string | null {
  const column: DatasetColumn | undefined = files.columns.find((one) => one.name === name);
  return column === undefined ? null : quoteIdentifier(column.internal);
}

/** `code` and `detail` of a row, both null when it is in order. */
function problemColumns(
  files: DatasetFiles,
  body: string,
  job: { readonly endpoint: string; readonly model: string },
): string {
  const method = columnOf(files, "method") ?? "NULL";
  const url = columnOf(files, "url") ?? "NULL";
  // A body that is not JSON has no type: TRY makes its error a null.
  const model = `${body} ->> '/model'`;
  const stream = `${body} ->> '/stream'`;
  const cases: [RawProblemCode, condition: string, detail: string][] = [
    ["body_missing", `coalesce(trim(${body}), '') = ''`, "NULL"],
    ["body_missing", `TRY(json_type(${body})) = 'NULL'`, "NULL"],
    ["body_not_object", `coalesce(TRY(json_type(${body})), '') <> 'OBJECT'`, "NULL"],
    ["wrong_method", `upper(${method}) <> 'POST'`, method],
    ["wrong_url", `${url} <> ${quoteLiteral(job.endpoint)}`, url],
    ["wrong_model", `${model} IS DISTINCT FROM ${quoteLiteral(job.model)}`, model],
    ["stream", `coalesce(${stream}, 'false') <> 'false'`, "NULL"],
  ];
  const whens = (pick: (one: (typeof cases)[number]) => string) =>
    cases.map((one) => `WHEN ${one[1]} THEN ${pick(one)}`).join(" ");
  return `CASE ${whens(([code]) => `'${code}'`)} END AS code,
    left(CASE ${whens(([, , detail]) => `${detail}::VARCHAR`)} END, 100) AS detail`;
}
