import { type KeptProcess, keepRunning, type ProcessSpec } from "./keep-running";
import { logFile } from "./log-file";
import { openProcessList } from "./process-list";
import { stopProcesses } from "./stop-processes";
import { watchOver } from "./watch-over";

/** All programs of one data folder under one supervisor. */
export interface House {
  /** Starts a program, keeps it running, and resolves when it answers. */
  run(program: ProcessSpec): Promise<void>;
  /** Ends all of them, in order. */
  close(): Promise<void>;
}

export function openHouse(dataDir: string, onRestart: (name: string, how: string) => void): House {
  const list = openProcessList(dataDir);
  const watch = watchOver(dataDir);
  const kept: KeptProcess[] = [];
  let closing: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    for (const program of kept) program.letGo();
    await stopProcesses(list.all());
    list.remove();
    watch.stop();
  }

  return {
    run(program) {
      if (closing) return Promise.resolve();
      const process = keepRunning(program, {
        list,
        log: logFile(dataDir, program.name),
        onRestart,
      });
      kept.push(process);
      return process.ready;
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
