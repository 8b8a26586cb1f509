import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * What tells a running process from a later one with the same number: when it was started. Null when no such process
 * runs, or only its remains (a zombie).
 */
export function processIdentity(pid: number): string | null {
  return existsSync("/proc/self/stat") ? fromProc(pid) : fromPs(pid);
}

/** Whether the process that once had this identity is still running. */
export function isRunning({ pid, identity }: { pid: number; identity: string }): boolean {
  return processIdentity(pid) === identity;
}

// The name of the program, in brackets, may hold spaces and brackets itself. After it come state (1st) and start time (20th).
const STATE = 0;
const START_TICKS = 19;

function fromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[STATE] === "Z" || fields[STATE] === "X") return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
    return `${boot}-${fields[START_TICKS]}`;
  } catch {
    return null;
  }
}

function fromPs(pid: number): string | null {
  try {
    const [state, ...started] = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
      .trim()
      .split(/\s+/);
    return !state || state.startsWith("Z") ? null : started.join(" ");
  } catch {
    return null;
  }
}
