import pg from "pg";
import type { JobLine } from "../lib/testing/job-line";
import { LEDGER_MONTH } from "./focus-month";

const ENTRIES_PER_BATCH = 5;
const BATCHES_PER_JOB = 200;
const BATCHES_AT_ONCE = 20_000;

/**
 * A month of so many ledger entries, spread over its days, a batch for every five and a job for every thousand: copies
 * of a small job that ran, so that everything in them is as the product writes it. Simulated, as that job is. `url`:
 * of the application's role.
 */
export async function fillLedger(tranche: JobLine, url: string, rows: number): Promise<void> {
  const jobId = await tranche.run(await tranche.upload("text\none\ntwo\n"));
  const batches = Math.ceil(rows / ENTRIES_PER_BATCH);
  await using(url, async (client) => {
    const set = "SELECT set_config('tranche.organization_id', $1, false)";
    await client.query(set, [tranche.organizationId]);
    for (let first = 0; first < batches; first += BATCHES_AT_ONCE) {
      const last = Math.min(batches, first + BATCHES_AT_ONCE) - 1;
      for (const copy of [JOBS, BATCHES]) await client.query(copy, [jobId, first, last]);
      await client.query(ENTRIES, [jobId, first, last, rows]);
    }
  });
  await using(tranche.line.database.url, (owner) => owner.query("VACUUM ANALYZE"));
}

/** Ids are as long as real ones. */
const JOB = `'job_' || lpad((n / ${BATCHES_PER_JOB})::text, 26, '0')`;
const BATCH = "'bat_' || lpad(n::text, 26, '0')";
const REMOTE = "'batch_' || md5(n::text)";
const ENTRY = `n * ${ENTRIES_PER_BATCH} + r`;

const JOBS = `INSERT INTO jobs
  SELECT (jsonb_populate_record(j, jsonb_build_object('id', ${JOB}, 'name', 'Job ' || n))).*
  FROM jobs j, generate_series($2::int, $3::int) n WHERE j.id = $1 AND n % ${BATCHES_PER_JOB} = 0`;

const BATCHES = `INSERT INTO batches
  SELECT (jsonb_populate_record(b, jsonb_build_object('id', ${BATCH}, 'job_id', ${JOB}, 'ordinal', n + 1,
    'remote_id', ${REMOTE}))).*
  FROM batches b, generate_series($2::int, $3::int) n
  WHERE b.id = (SELECT min(id) FROM batches WHERE job_id = $1)`;

const ENTRIES = `INSERT INTO ledger_entries
  SELECT (jsonb_populate_record(e, jsonb_build_object('id', 'led_' || lpad((${ENTRY})::text, 26, '0'),
    'batch_id', ${BATCH}, 'job_id', ${JOB}, 'remote_id', ${REMOTE}, 'revision', r, 'usable', r > 0,
    'day', date '${LEDGER_MONTH}-01' + n % 30))).*
  FROM ledger_entries e, generate_series($2::int, $3::int) n, generate_series(0, ${ENTRIES_PER_BATCH - 1}) r
  WHERE e.id = (SELECT min(id) FROM ledger_entries WHERE job_id = $1 AND meter = 'output') AND ${ENTRY} < $4`;

async function using(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
