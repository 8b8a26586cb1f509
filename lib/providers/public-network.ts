import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { type AgentOptions, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP, type LookupFunction, Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import { isSandboxAddress } from "../core/sandbox-address";
import { ProviderError } from "../errors";
import type { Network } from "./network";
import { isPublicAddress } from "./public-address";

interface PublicNetworkOptions {
  /** The one address that is let through, wherever it is; its money is simulated. */
  readonly sandboxUrl: string | null;
  /** The system's own without it. */
  readonly lookup?: LookupFunction;
}

/**
 * Connections that end outside of this machine and of private networks, or are refused before a packet leaves: whoever may
 * add a connection, or answers one with a redirect, could otherwise have Tranche call what only Tranche can reach. What is
 * judged is the address that is connected to, at each connection: what a name resolves to may have changed since anybody
 * looked. Refuses with `ProviderError`, `invalid`.
 */
export function openPublicNetwork({
  sandboxUrl,
  lookup = systemLookup,
}: PublicNetworkOptions): Network {
  const guarded = guardedLookup(lookup);
  const isSandbox = ({ protocol, host, port }: Destination) =>
    isSandboxAddress(sandboxUrl, `${protocol}//${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
  const judge = (to: Destination): Judgement => {
    if (isSandbox(to)) return "free";
    return isIP(to.host) && !isPublicAddress(to.host) ? "refused" : "guarded";
  };
  return {
    dispatcher: new Agent({ connect: guardedConnector(judge, guarded) }),
    httpAgent: guardedAgent("http:", new HttpAgent(KEPT_ALIVE), judge, guarded),
    httpsAgent: guardedAgent("https:", new HttpsAgent(KEPT_ALIVE), judge, guarded),
    check: (url) => check(new URL(url), judge, guarded),
  };
}

interface Destination {
  readonly protocol: string;
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly port: string;
}

/** `guarded`: by what its name resolves to. */
type Judgement = "free" | "guarded" | "refused";
type Judge = (to: Destination) => Judgement;

const refusal = () =>
  new ProviderError(
    "invalid",
    "The address leads into a private network. Set ALLOW_PRIVATE_PROVIDER_URLS=true if it should.",
    { providerCode: "private_address" },
  );

const bare = (host: string): string => host.replace(/^\[|\]$/g, "");

/** Refuses a name as soon as any of its addresses is private, because which one is taken is not ours to say. */
function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first, ...others] = publicOnes(found);
      if (error) callback(error, "");
      else if (!first) callback(refusal(), "");
      else if (options.all) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
}

/** All of them, or none. */
function publicOnes(found: string | readonly LookupAddress[] | undefined) {
  const addresses = Array.isArray(found) ? found : [];
  return addresses.every(({ address }) => isPublicAddress(address)) ? addresses : [];
}

/** For `fetch`, which comes here for the address that each redirect names, too. */
function guardedConnector(judge: Judge, lookup: LookupFunction): buildConnector.connector {
  const connect = { free: buildConnector({}), guarded: buildConnector({ lookup }) };
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const judgement = judge({ protocol, host: bare(hostname), port });
    if (judgement === "refused") callback(refusal(), null);
    else connect[judgement](options, callback);
  };
}

/** As AWS's SDK makes its own agents. */
const KEPT_ALIVE: AgentOptions = { keepAlive: true, maxSockets: 50 };

/** For an SDK over `node:http`. */
function guardedAgent<A extends HttpAgent>(
  protocol: string,
  agent: A,
  judge: Judge,
  lookup: LookupFunction,
): A {
  const connect = agent.createConnection.bind(agent);
  const guarded: typeof connect = (options, callback) => {
    const { host, port } = options;
    const judgement = judge({ protocol, host: bare(host ?? "localhost"), port: `${port ?? ""}` });
    if (judgement !== "refused") {
      return connect(judgement === "free" ? options : { ...options, lookup }, callback);
    }
    process.nextTick(() => callback?.(refusal(), new Socket()));
    return null;
  };
  return Object.assign(agent, { createConnection: guarded });
}

/** Says early what a connection would meet. Throws `network`, too, for a name that cannot be resolved. */
async function check(url: URL, judge: Judge, lookup: LookupFunction): Promise<void> {
  const { protocol, port } = url;
  const host = bare(url.hostname);
  const judgement = judge({ protocol, host, port });
  if (judgement === "refused") throw refusal();
  if (judgement === "free" || isIP(host)) return;
  const error = await new Promise<Error | null>((found) => lookup(host, { all: true }, found));
  if (error instanceof ProviderError) throw error;
  if (error) {
    throw new ProviderError("network", "The name of the address cannot be resolved.", {
      providerCode: "unknown_host",
    });
  }
}
