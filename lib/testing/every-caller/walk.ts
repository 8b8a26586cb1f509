import type { Caller } from "./callers";
import type { OperationCall } from "./operations";
import {
  type Named,
  PLACES,
  type Place,
  type ThingKind,
  type Things,
  type Verdict,
  verdictOf,
} from "./reading";
import type { SameWorld } from "./same-world";
import {
  type Parameter,
  parametersOf,
  type Told,
  type Trial,
  tryOperation,
  type Way,
} from "./try-operation";

/** Where an operation is walked. */
export interface Ground {
  readonly url: string;
  readonly world: SameWorld;
  readonly callers: readonly Caller[];
  readonly things: Readonly<Record<Place, Things>>;
  /** By place: whose session and upload those are. */
  readonly makers: Readonly<Partial<Record<Place, string>>>;
  /** Whether the organization waits for its deletion. */
  readonly closing: boolean;
}

export interface Step {
  readonly caller: string;
  readonly place: Place;
  readonly expected: Verdict;
  readonly told: Told;
}

interface Walked {
  readonly steps: readonly Step[];
  /** The tables in which a refused call left something. */
  readonly traces: readonly string[];
}

type Asked = Omit<Step, "told"> & { readonly trial: Trial };

const SAFE = ["GET", "HEAD", "OPTIONS"];

/** Tries an operation as everybody with the things of every place: first what is to be refused, and then the rest. */
export async function walk(ground: Ground, way: Way): Promise<Walked> {
  const { world } = ground;
  const asked = askedOf(ground, way);
  const refused = await several(asked.filter(({ expected }) => expected !== "admitted"));
  const traces = await world.changes();
  if (traces.length > 0) await world.restore();
  const admitted = asked.filter(({ expected }) => expected === "admitted");
  const safe = SAFE.includes(way.operation.method);
  const carriedOut = safe ? await several(admitted) : await oneByOne(admitted, world, way.call);
  if ((await world.changes()).length > 0) await world.restore();
  return { steps: [...refused, ...carriedOut], traces };
}

/** The kind of what an operation names; null when it names nothing. */
export function namedKind(way: Way): ThingKind | null {
  const { call, requirement } = way;
  if (call.names) return call.names;
  const isKind = (kind: Parameter | undefined): kind is ThingKind =>
    kind !== undefined && !kind.startsWith("=");
  const [kind] = [...parametersOf(way).values()].filter(isKind);
  if (kind) return kind;
  return typeof requirement === "object" ? (requirement.subject?.kind ?? null) : null;
}

function askedOf({ url, callers, things, makers, closing }: Ground, way: Way): Asked[] {
  const kind = namedKind(way);
  const { operation, call } = way;
  const parameters = parametersOf(way);
  const trial = { url, operation, call, parameters, own: things.A };
  return callers.flatMap((caller) => {
    // Who somebody is comes before what they name.
    const places: readonly Place[] = kind && caller.kind !== "nobody" ? PLACES : ["A"];
    const asked = places.map((place) => {
      const named = kind && namedIn(kind, place, makers[place], call);
      const expected = expectedOf(way, caller, { named, closing });
      const tried = { ...trial, caller, things: things[place] };
      return { caller: caller.name, place, expected, trial: tried };
    });
    return asked.filter(({ place }) => AT_LEAST.includes(place) || differ(asked));
  });
}

function expectedOf(
  { requirement, call: { besides } }: Way,
  caller: Caller,
  { named, closing }: { named: Named | null; closing: boolean },
): Verdict {
  if (!besides) return verdictOf(caller, requirement, { named, closing });
  const verdict = verdictOf(caller, requirement, { named: null, closing });
  return verdict === "admitted" ? besides(caller, named?.place ?? "A") : verdict;
}

/** Where one is refused whatever one names, two of the places tell it. */
const AT_LEAST: readonly Place[] = ["A", "other"];

const differ = (asked: readonly Asked[]): boolean =>
  asked.some(({ expected }) => expected === "admitted" || expected !== asked[0]?.expected);

const OF_ONE_CALLER: readonly ThingKind[] = ["session", "upload"];

function namedIn(
  kind: ThingKind,
  place: Place,
  maker: string | undefined,
  { elsewhere }: OperationCall,
): Named {
  return {
    ...{ kind, place },
    ...(maker !== undefined && OF_ONE_CALLER.includes(kind) ? { maker } : {}),
    ...(elsewhere === undefined ? {} : { elsewhere }),
  };
}

const AT_ONCE = 6;

async function several(asked: readonly Asked[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    steps.push(...(await Promise.all(asked.slice(at, at + AT_ONCE).map(stepOf))));
  }
  return steps;
}

async function oneByOne(
  asked: readonly Asked[],
  world: SameWorld,
  { spoils }: OperationCall,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const one of asked) {
    steps.push(await stepOf(one));
    if (spoils) await world.restore();
  }
  return steps;
}

const stepOf = async ({ trial, ...step }: Asked): Promise<Step> => ({
  ...step,
  told: await tryOperation(trial),
});
