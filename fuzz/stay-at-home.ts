import { Socket } from "node:net";

const HERE = ["127.0.0.1", "::1", "localhost"];

/**
 * From here on this process connects to nothing but its own machine: what a fuzzer invents as an address may be
 * somebody's. Any other address fails as one that does not answer.
 */
export function stayAtHome(): void {
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function connectHere(this: Socket, ...args: unknown[]) {
    const host = hostOf(args);
    if (host === undefined || HERE.includes(host)) return Reflect.apply(connect, this, args);
    process.nextTick(() => this.destroy(new Error("A fuzzed server connects to nothing outside.")));
    return this;
  };
}

/** The host among the arguments of `connect`, which are options, a port and a host, or a list of either; none for a file. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args.flat() as readonly unknown[];
  if (typeof first === "object" && first !== null) return (first as { host?: string }).host;
  return typeof second === "string" ? second : undefined;
}
