import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { type ColumnChunk, columnChunk, plainRows } from "./result-chunks";
import { quoteLiteral } from "./sql";

/** A value for `$1`, `$2` … in a statement. */
type LakeParam = string | number | bigint | boolean | null;

/** One connection. Statements on it run one after the other; do not start two at a time. */
export interface LakeSession {
  /** Runs one or more statements; several only without parameters. */
  run(sql: string, params?: readonly LakeParam[]): Promise<void>;
  /**
   * All rows as plain objects: BIGINT and HUGEINT become a number where it is exact, else a bigint; lists arrays,
   * structs objects, DECIMAL a number. For small results: everything is held in memory.
   */
  rows<T>(sql: string, params?: readonly LakeParam[]): Promise<T[]>;
  /** A large result, 2,048 rows at a time and column by column, never wholly in memory. */
  columns(sql: string, params?: readonly LakeParam[]): AsyncIterable<ColumnChunk>;
}

/**
 * The engine over files. `run`, `rows` and `columns` open a connection for that call. It can read and write below
 * `scratchDir` only, has no network and loads no extension.
 */
export interface Lake extends LakeSession {
  /** Absolute path; private to the owner. */
  readonly scratchDir: string;
  /** A connection for one task, closed when `work` ends. Aborting the signal interrupts the running statement. */
  session<T>(work: (session: LakeSession) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** A private folder below `scratchDir`, removed with all its contents when `work` ends, well or badly. */
  withScratch<T>(work: (dir: string) => Promise<T>): Promise<T>;
  close(): void;
}

interface LakeOptions {
  /** Absolute path of a folder for this process alone; made if it is not there. */
  readonly scratchDir: string;
  /** Mebibytes that the engine may hold before it spills to the scratch folder. */
  readonly memoryLimitMb?: number;
  /** As many as the machine has cores when left out. */
  readonly threads?: number;
}

/** Opens an engine in memory; its own spill files go below `scratchDir`. Close it when the process ends. */
export async function openLake(options: LakeOptions): Promise<Lake> {
  const { scratchDir } = options;
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  await chmod(scratchDir, 0o700);
  const instance = await DuckDBInstance.create(":memory:", settings(options));
  await usingConnection(instance, (session) =>
    session.run(
      `SET allowed_directories = [${quoteLiteral(`${scratchDir}/`)}]; SET enable_external_access = false`,
    ),
  );
  return {
    scratchDir,
    run: (sql, params) => usingConnection(instance, (session) => session.run(sql, params)),
    rows: <T>(sql: string, params?: readonly LakeParam[]) =>
      usingConnection(instance, (session) => session.rows<T>(sql, params)),
    columns: (sql, params) => ownColumns(instance, sql, params),
    session: (work, signal) => usingConnection(instance, work, signal),
    withScratch: (work) => inScratch(scratchDir, work),
    close: () => instance.closeSync(),
  };
}

function settings({ scratchDir, memoryLimitMb = 256, threads }: LakeOptions) {
  return {
    memory_limit: `${memoryLimitMb}MiB`,
    temp_directory: join(scratchDir, "spill"),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(threads === undefined ? {} : { threads: String(threads) }),
  };
}

async function usingConnection<T>(
  instance: DuckDBInstance,
  work: (session: LakeSession) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener("abort", interrupt);
  try {
    return await work(sessionOn(connection));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}

function sessionOn(connection: DuckDBConnection): LakeSession {
  return {
    run: async (sql, params) => {
      await connection.run(sql, bound(params));
    },
    rows: async <T>(sql: string, params?: readonly LakeParam[]) => {
      const result = await connection.run(sql, bound(params));
      return plainRows<T>(await result.getRowObjectsJS());
    },
    columns: (sql, params) => streamColumns(connection, sql, params),
  };
}

async function* ownColumns(
  instance: DuckDBInstance,
  sql: string,
  params?: readonly LakeParam[],
): AsyncGenerator<ColumnChunk> {
  const connection = await instance.connect();
  try {
    yield* streamColumns(connection, sql, params);
  } finally {
    connection.closeSync();
  }
}

async function* streamColumns(
  connection: DuckDBConnection,
  sql: string,
  params?: readonly LakeParam[],
): AsyncGenerator<ColumnChunk> {
  const result = await connection.stream(sql, bound(params));
  const names = result.columnNames();
  for await (const chunk of result) {
    if (chunk.rowCount > 0) yield columnChunk(chunk, names);
  }
}

function bound(params?: readonly LakeParam[]): DuckDBValue[] | undefined {
  return params === undefined || params.length === 0 ? undefined : [...params];
}

async function inScratch<T>(scratchDir: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(scratchDir, "task-"));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
