import pino, { type DestinationStream, type Logger } from "pino";

export type { Logger };

/**
 * Structured logs, one JSON object per line. Only ids, codes and figures belong in them: errors are reduced to their name,
 * code and stack, because a message may quote a row or a prompt.
 */
export function createLog(
  process: string,
  level: string,
  destination: DestinationStream = pino.destination(1),
): Logger {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  };
  return pino(options, destination);
}

/** What may be logged of an error. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error ? error.code : "kind" in error ? error.kind : undefined;
  const frames = error.stack
    ?.split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 12);
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    at: frames?.map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
