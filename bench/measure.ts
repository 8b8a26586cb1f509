import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What one side of a comparison took, in a process of its own. */
export interface Measured {
  readonly seconds: number;
  /** Most memory that the process ever held, in mebibytes. */
  readonly peakRssMb: number;
}

/**
 * The shape of every benchmark script: run without `--side` it is the parent, which starts itself again once per
 * side, so that the peak memory of one side is not that of another. A side prints its `Measured` as its last line.
 */
export interface Sides {
  readonly [side: string]: (args: readonly string[]) => Promise<Measured>;
}

/** In a child: runs the side that `--side` names and returns true. In the parent it only returns false. */
export async function ranAsSide(sides: Sides): Promise<boolean> {
  const at = process.argv.indexOf("--side");
  if (at < 0) return false;
  const [name, ...args] = process.argv.slice(at + 1);
  const side = name === undefined ? undefined : sides[name];
  if (side === undefined) throw new RangeError(`no side called ${name}`);
  console.log(JSON.stringify(await side(args)));
  return true;
}

/** How often each side is run, in turns, so that a moment's other work on the machine cannot decide. */
const RUNS = 3;

/**
 * Prepares once, runs `floor` and `ours` of `script` (its `import.meta.url`) in turns, and prints the ratio of their
 * median times with the most memory that ours took in any run.
 */
export async function compare(
  measure: string,
  rows: number,
  script: string,
  args: readonly string[],
): Promise<void> {
  await runSide(script, "prepare", args);
  const floors: Measured[] = [];
  const ours: Measured[] = [];
  for (let run = 0; run < RUNS; run++) {
    floors.push(await runSide(script, "floor", args));
    ours.push(await runSide(script, "ours", args));
  }
  report(measure, rows, {
    seconds: medianSeconds(ours),
    floorSeconds: medianSeconds(floors),
    peakRssMb: Math.max(...ours.map(({ peakRssMb }) => peakRssMb)),
  });
}

export function medianSeconds(measured: readonly Measured[]): number {
  const sorted = measured.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs one side of `script` in a new process. */
export async function runSide(
  script: string,
  side: string,
  args: readonly string[],
): Promise<Measured> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(script), "--side", side, ...args],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`the side ${side} ended with code ${code}`);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

/** Times `work`; the memory is that of this process so far, so measure one thing per process. */
export async function timed(work: () => Promise<unknown>): Promise<Measured> {
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakRssMb: process.resourceUsage().maxRSS / 1024 };
}

/** Records to work on: `--rows=n` or `BENCH_ROWS`, a million by default. */
export function benchRows(byDefault = 1_000_000): number {
  const flag = process.argv.find((arg) => arg.startsWith("--rows="))?.slice("--rows=".length);
  const rows = Number(flag ?? process.env.BENCH_ROWS ?? byDefault);
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError("rows must be a whole number");
  return rows;
}

interface Compared extends Measured {
  readonly floorSeconds: number;
}

/** Prints a table for people, or with `--json` one JSON object on a line. */
function report(measure: string, rows: number, compared: Compared): void {
  const value = round(compared.seconds / compared.floorSeconds);
  const seconds = round(compared.seconds);
  const floorSeconds = round(compared.floorSeconds);
  const peakRssMb = Math.round(compared.peakRssMb);
  if (process.argv.includes("--json")) {
    const line = { measure, value, unit: "ratio", seconds, floorSeconds, peakRssMb, rows };
    console.log(JSON.stringify(line));
    return;
  }
  console.log(`${measure}: ${rows.toLocaleString("en")} records`);
  console.table({
    ratio: value,
    seconds,
    "floor seconds": floorSeconds,
    "peak RSS (MB)": peakRssMb,
  });
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
