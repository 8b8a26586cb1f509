import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { z } from "zod";

const LOOPBACK = "127.0.0.1";

/** The error code with which the system refuses to listen there (`EADDRINUSE` …); null when it does not. */
export async function refusal(port: number, host = LOOPBACK): Promise<string | null> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, "listening");
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  } finally {
    server.close();
  }
}

/** A port of 127.0.0.1 that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return address.port;
}

/** A free port for each name: that of the last start, kept in `ports.json`, unless somebody else took it since. */
export async function rememberedPorts<Name extends string>(
  dataDir: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const file = path.join(dataDir, "ports.json");
  const before = readPorts(file);
  const ports = { ...before };
  for (const name of names) {
    const port = before[name];
    ports[name] = port !== undefined && (await refusal(port)) === null ? port : await freePort();
  }
  writeFileSync(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports as Record<Name, number>;
}

function readPorts(file: string): Record<string, number> {
  try {
    return z.record(z.string(), z.number().int()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}
