import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "@/app/server/openapi";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import { accessOfKey, KEY_SCOPES } from "@/lib/core/access";
import { withOrganization } from "@/lib/db/client";
import { type Caller, everyCaller } from "@/lib/testing/every-caller/callers";
import { listen } from "@/lib/testing/every-caller/listen";
import { OPERATION_CALLS, type OperationCall } from "@/lib/testing/every-caller/operations";
import { PLACES, type Place, type Things, type Verdict } from "@/lib/testing/every-caller/reading";
import { rememberWorld, type SameWorld } from "@/lib/testing/every-caller/same-world";
import {
  made,
  newTeam,
  newUpload,
  nothing,
  sessionOf,
  thingsOf,
} from "@/lib/testing/every-caller/things";
import {
  type Operation,
  operationsOf,
  parametersOf,
  type Way,
} from "@/lib/testing/every-caller/try-operation";
import { type Ground, namedKind, type Step, walk } from "@/lib/testing/every-caller/walk";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_API_KEY } from "@/lib/testing/test-line";
import { createApiKey } from "@/lib/workspace/create-api-key";
import { createOrganization } from "@/lib/workspace/create-organization";

/** Whose session and upload are those of team A and of team B. */
const MAKERS: Readonly<Partial<Record<Place, string>>> = { A: "member", B: "member of A" };
const REFUSALS: readonly number[] = [401, 403, 404];

const operations = operationsOf(await openApiDocument());
let api: TestApi;
let callers: Caller[];
let world: SameWorld;
let things: Record<Place, Things>;

beforeAll(async () => {
  api = await openTestApi();
  const teamA = await newTeam(api, api.inside, "Team A");
  const teamB = await newTeam(api, api.inside, "Team B");
  callers = await everyCaller(api, teamA);
  const connection = (await api.call("GET", "/v1/connections")).body.data[0].id;
  const ours = { key: TEST_API_KEY, connection };
  const a = await thingsOf(api, { ...ours, team: teamA });
  const b = await thingsOf(api, { ...ours, team: teamB });
  const other = await anotherOrganization();
  const whole = { upload: "", organization: api.organizationId };
  const organization = await organizationOfStrangers();
  things = {
    A: { ...a, ...whole, session: await sessionOf(api, called("member")) },
    B: { ...b, ...whole, session: await sessionOf(api, called("member of A")) },
    other: { ...nothing(api), ...other, organization },
    nowhere: nothing(api),
  };
  await newUploads();
  world = await rememberWorld(api.line.database.url);
}, 120_000);
afterAll(async () => {
  await world?.close();
  await api?.close();
});

const called = (name: string): Caller => {
  const found = callers.find((caller) => caller.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};

/** Things of an organization that our member owns, and is not in at this moment. */
async function anotherOrganization(): Promise<Omit<Things, "session" | "upload" | "organization">> {
  const { runtime } = api.line.process;
  const ownerId = called("member").userId ?? "";
  const organization = { name: "Another", teamName: "Theirs", ownerId };
  const id = await createOrganization(runtime, organization);
  const { secret: key } = await createApiKey(runtime, id, {
    ...{ id: runtime.newId("key"), name: "Theirs", scopes: KEY_SCOPES, teamId: null },
    ...{ expiresAt: null, budget: null, createdById: null, giver: accessOfKey(KEY_SCOPES, null) },
  });
  const inside: TestApi["inside"] = (work) => withOrganization(runtime.database, id, work);
  const team = await newTeam(api, inside, "Team of others");
  const baseUrl = `${api.line.environment.SANDBOX_URL}/v1`;
  const account = { name: "Theirs", provider: "openai", apiKey: "sk-sandbox-theirs", baseUrl };
  const connection = await made(api.call("POST", "/v1/connections", { key, body: account }));
  return thingsOf({ ...api, inside }, { key, team, connection: connection.id });
}

/** One that none of our callers is in. */
async function organizationOfStrangers(): Promise<string> {
  const key = await api.stranger();
  return (await made(api.call("GET", "/v1/organization", { key }), 200)).id;
}

const waysOf = (operation: Operation): Way[] =>
  [OPERATION_CALLS[operation.id as OperationId]].flat().map((call) => ({
    ...{ operation, call },
    requirement: OPERATION_ACCESS[operation.id as OperationId],
  }));

/** The verdict as it was seen in an answer. */
function seen({ told }: Step, { answers }: OperationCall): Verdict {
  if (told.status === answers) return "admitted";
  // The answer to HEAD has no words.
  const closing = told.text.includes("organization_closing") || told.text === "";
  if (told.status === 409 && closing) return 409;
  return REFUSALS.includes(told.status) || told.status >= 500 ? told.status : "admitted";
}

const shown = ({ caller, place }: Step, verdict: Verdict): string =>
  `${caller}, ${place}: ${verdict}`;

/** Walks an operation in each of its ways. */
async function expectTable(operation: Operation, ground: Omit<Ground, "things">): Promise<void> {
  await api.line.process.runtime.database.prisma.attempt.deleteMany();
  for (const way of waysOf(operation)) {
    if (namedKind(way) === "upload" && !ground.closing) await newUploads();
    const { steps, traces } = await walk({ ...ground, things }, way);
    expect(steps.map((step) => shown(step, seen(step, way.call)))).toEqual(
      steps.map((step) => shown(step, step.expected)),
    );
    expect(traces, "tables that a refused call changed").toEqual([]);
    expectNoHint(steps);
  }
}

/** What is somebody else's is refused in the words in which what nobody has is, or one's own where all of it is. */
function expectNoHint(steps: readonly Step[]): void {
  for (const { caller, told } of steps.filter(({ place }) => place === "other")) {
    const own = steps.filter((step) => step.caller === caller);
    const unknown = own.find(({ place }) => place === "nowhere") ?? own[0];
    expect([caller, told]).toEqual([caller, unknown?.told]);
  }
}

/** An upload ends with what is done to it, and is in no table. */
async function newUploads(): Promise<void> {
  const [a, b] = [
    await newUpload(api, called("member")),
    await newUpload(api, called("member of A")),
  ];
  things = { ...things, A: { ...things.A, upload: a }, B: { ...things.B, upload: b } };
}

const ground = (change: Partial<Ground> = {}): Omit<Ground, "things"> => ({
  ...{ url: api.url, world, callers, makers: MAKERS, closing: false },
  ...change,
});

describe("every operation, as every caller, with everybody's things", () => {
  it("is known here: how it is called stands in OPERATION_CALLS, what it requires in OPERATION_ACCESS", () => {
    const ids = operations.map(({ id }) => id).sort();
    const unknown = (table: object) => ids.filter((id) => !Object.hasOwn(table, id));
    const advice = "add a row to lib/testing/every-caller/operations.ts";
    expect(unknown(OPERATION_CALLS), advice).toEqual([]);
    expect(unknown(OPERATION_ACCESS), "add a row to lib/contracts/operation-access.ts").toEqual([]);
    expect(Object.keys(OPERATION_CALLS).sort(), "take the row out").toEqual(ids);
    const unexplained = operations.flatMap((operation) =>
      waysOf(operation).flatMap((way) =>
        [...parametersOf(way)]
          .filter(([, kind]) => kind === undefined)
          .map(([name]) => `${operation.id} {${name}}`),
      ),
    );
    expect(unexplained, `${advice}: of what kind the id is`).toEqual([]);
  });

  it.each(operations)(
    "$id is for those whom the table of access admits, and refused to others without a trace",
    (operation) => expectTable(operation, ground()),
    60_000,
  );
});

describe("what a caller is shown", () => {
  const LISTS = [
    ...["/v1/datasets", "/v1/jobs", "/v1/teams", "/v1/api-keys", "/v1/connections"],
    ...["/v1/deletions", "/v1/invitations"],
    ...[
      "/v1/reports/savings?simulated=true&groupBy=team",
      "/v1/reports/savings?simulated=true&groupBy=job",
    ],
  ];
  const idsOf = (place: Place) => {
    const { connection: _, organization: __, ...own } = things[place];
    return Object.values(own);
  };

  it.each(LISTS)(
    "%s names nothing of a team or an organization that is not theirs",
    async (path) => {
      let answered = 0;
      for (const caller of callers.filter(({ kind }) => kind !== "nobody")) {
        const answer = await fetch(`${api.url}/api${path}`, { headers: caller.headers });
        const text = await answer.text();
        if (answer.status === 403) continue;
        expect([caller.name, answer.status]).toEqual([caller.name, 200]);
        answered += 1;
        const names = (place: Place) => idsOf(place).some((id) => text.includes(id));
        const places =
          path === "/v1/connections" ? [] : caller.holdsIn === "A" ? ["A"] : ["A", "B"];
        expect([caller.name, PLACES.filter(names)]).toEqual([caller.name, places]);
        expect(text).not.toContain(things.other.connection);
      }
      expect(answered).toBeGreaterThan(2);
    },
  );

  it("a report's total is the money of one's own teams", async () => {
    const rows = async (name: string) => {
      const url = `${api.url}/api/v1/reports/savings?simulated=true`;
      const answer = await fetch(url, { headers: called(name).headers });
      return (await answer.json()).total.rows;
    };
    expect([await rows("billing"), await rows("billing of A")]).toEqual([4, 2]);
  });

  it("an answer that is kept under a key of idempotency is kept for one caller", async () => {
    const { dataset: datasetId, connection: connectionId, team: teamId } = things.A;
    const body = JSON.stringify({
      ...{ name: "Once", datasetId, connectionId, teamId, model: "gpt-4o-mini" },
      request: { prompt: "Classify: {{text}}", maxOutputTokens: 20 },
    });
    const send = async (name: string) => {
      const once = { "idempotency-key": "the-same", "content-type": "application/json" };
      const headers = { ...called(name).headers, ...once };
      const answer = await fetch(`${api.url}/api/v1/jobs`, { method: "POST", headers, body });
      return [answer.status, (await answer.json()).id];
    };
    const names = ["member", "member of A", "key to submit", "key to submit in A"];
    const first = await Promise.all(names.map(send));
    const again = await Promise.all(names.map(send));
    await world.restore();
    expect(first.map(([status]) => status)).toEqual(names.map(() => 201));
    expect(new Set(first.map(([, id]) => id)).size).toBe(names.length);
    expect(again).toEqual(first);
  });

  it("events are those of one's own teams", async () => {
    const heard = await Promise.all(
      ["member", "member of A", "key to read in A"].map((name) => listen(api, called(name))),
    );
    for (const place of ["B", "A"] as const) {
      const { status } = await api.call("POST", `/v1/jobs/${things[place].job}/cancel`);
      expect(status).toBe(200);
    }
    const [all, ...ofTeamA] = await Promise.all(heard.map((one) => one.until(things.A.job)));
    await world.restore();
    expect(all).toContain(things.B.job);
    for (const events of ofTeamA) expect(events).not.toContain(things.B.job);
  });
});

describe("in an organization that waits for its deletion", () => {
  beforeAll(async () => {
    const data = { deleteAfter: new Date(Date.now() + 3_600_000) };
    await api.inside(({ tx, organizationId: id }) =>
      tx.organization.update({ where: { id }, data }),
    );
    await world.close();
    world = await rememberWorld(api.line.database.url);
  });

  it.each(operations)(
    "$id is refused where it would begin something",
    (operation) => {
      const few = ["owner", "member of A", "key to admin"].map(called);
      return expectTable(operation, ground({ callers: few, closing: true }));
    },
    60_000,
  );
});
