import { type FileHandle, open } from "node:fs/promises";

export interface ResultWriter {
  add(which: "output" | "error", line: string): void;
  /** Characters that wait to be written. */
  pending(): number;
  /** Writes what waits; the bytes of both files since their beginning. */
  flush(): Promise<{ outputBytes: number; errorBytes: number }>;
  close(): Promise<void>;
}

interface Sink {
  handle: FileHandle;
  bytes: number;
  waiting: string[];
}

/**
 * Appends result lines to a batch's output and error files. Both are first cut back to the sizes of
 * the last saved progress, so what a killed process wrote beyond it is written again, not twice.
 */
export async function openResults(
  output: { path: string; bytes: number },
  error: { path: string; bytes: number },
): Promise<ResultWriter> {
  const sinks = { output: await openSink(output), error: await openSink(error) };
  let pending = 0;
  return {
    add(which, line) {
      sinks[which].waiting.push(line);
      pending += line.length;
    },
    pending: () => pending,
    async flush() {
      pending = 0;
      await writeWaiting(sinks.output);
      await writeWaiting(sinks.error);
      return { outputBytes: sinks.output.bytes, errorBytes: sinks.error.bytes };
    },
    async close() {
      await sinks.output.handle.close();
      await sinks.error.handle.close();
    },
  };
}

async function openSink({ path, bytes }: { path: string; bytes: number }): Promise<Sink> {
  const handle = await open(path, "a", 0o600);
  await handle.truncate(bytes);
  return { handle, bytes, waiting: [] };
}

async function writeWaiting(sink: Sink): Promise<void> {
  if (sink.waiting.length === 0) return;
  const bytes = Buffer.from(`${sink.waiting.join("\n")}\n`);
  sink.waiting = [];
  await sink.handle.appendFile(bytes);
  sink.bytes += bytes.length;
}
