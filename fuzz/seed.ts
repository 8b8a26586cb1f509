import { randomBytes } from "node:crypto";
import { ROLES } from "@/lib/core/access";
import { withOrganization } from "@/lib/db/client";
import { addMember, createUser, membershipsOf } from "@/lib/db/user";
import { settle } from "@/lib/testing/settle";
import { TEST_API_KEY, type TestLine } from "@/lib/testing/test-line";

/** The ids of what there is to find, by the word that the fuzzer's settings have for it. */
export interface Seeds {
  readonly connections: readonly string[];
  readonly datasets: readonly string[];
  readonly jobs: readonly string[];
  /** Made to be deleted. */
  readonly doomedJobs: readonly string[];
  readonly doomedDatasets: readonly string[];
  readonly deletions: readonly string[];
  readonly keys: readonly string[];
  readonly teams: readonly string[];
  readonly members: readonly string[];
  readonly invitations: readonly string[];
  readonly agreements: readonly string[];
  readonly uploads: readonly string[];
  /** A connection that takes deliveries signed with `HOOK_SECRET`. */
  readonly hooks: readonly string[];
  /** The key that the fuzzer calls with, and what else must outlive the run as it is. */
  readonly spared: readonly string[];
}

/** With which the fuzzer signs deliveries of hooks. */
export const HOOK_SECRET = `whsec_${Buffer.from("a secret of the fuzzer's").toString("base64")}`;

const INVITATIONS = 8;

/** Half of them whole. A removal and the making of a dataset use one up. */
const UPLOADS = 60;

/** Of a day that is to come, whenever this runs. */
const AGREEMENT = {
  ...{ name: "Frame contract", provider: "mistral", firstDay: "2999-01-01" },
  terms: { kind: "percent", percentOff: "10" },
};

type Call = (method: string, path: string, body?: unknown) => Promise<Made>;
// biome-ignore lint/suspicious/noExplicitAny: answers as any client sees them; a missing field fails the run at once
type Made = any;

const CSV = `text,n\n${Array.from({ length: 7 }, (_, i) => `"row, ${i + 1}",1.${i}0`).join("\n")}\ncut,"\n`;

const REQUESTS = ["one", "two"]
  .map((content) => ({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content }],
    max_tokens: 20,
  }))
  .map(
    (body, n) =>
      `${JSON.stringify({ custom_id: `r${n}`, method: "POST", url: "/v1/chat/completions", body })}\n`,
  )
  .join("");

interface Target {
  readonly datasetId: string;
  /** A dataset of ready-made requests. */
  readonly rawId: string;
  readonly connectionId: string;
}

/** Makes, through the API, what a fuzzer cannot come upon by chance: things in each of their states. */
export async function seed(line: TestLine, api: string): Promise<Seeds> {
  const call = caller(api);
  const settled = () => settle(line);
  const [sandbox] = (await call("GET", "/v1/connections")).data;
  const [ownKey] = (await call("GET", "/v1/api-keys")).data;
  const other = await call("POST", "/v1/connections", {
    ...{ name: "Other", provider: "anthropic", apiKey: "sk-ant-sandbox" },
    baseUrl: `${line.environment.SANDBOX_URL}/anthropic`,
  });
  const hooked = await call("POST", "/v1/connections", {
    ...{ name: "Hooked", provider: "openai", apiKey: "sk-sandbox" },
    baseUrl: `${line.environment.SANDBOX_URL}/v1`,
  });
  await call("PATCH", `/v1/connections/${hooked.id}`, { hookSecret: HOOK_SECRET });
  const key = await call("POST", "/v1/api-keys", { name: "Other" });
  const agreement = await call("POST", "/v1/prices/agreements", AGREEMENT);
  const [team] = (await call("GET", "/v1/teams")).data;
  const otherTeam = await call("POST", "/v1/teams", { name: "Other" });
  const { members, invitations } = await seedPeople(line, call, otherTeam.id);
  const uploads = await Promise.all(
    Array.from({ length: UPLOADS }, (_, n) => upload(api, CSV, n % 2 === 0 ? CSV.length : 10)),
  );
  const datasetId = await dataset(api, "rows.csv", CSV);
  const datasets = [datasetId, await dataset(api, "none.csv", "")];
  const rawId = await dataset(api, "requests.jsonl", REQUESTS);
  await settled();
  const jobs = await seedJobs(call, settled, {
    datasetId,
    rawId,
    connectionId: sandbox.id,
  });
  const doomed = await seedDoomed(api, call, settled, sandbox.id);
  datasets.push(rawId, await dataset(api, "waiting.csv", CSV));
  return {
    ...{ datasets, jobs, uploads, hooks: [hooked.id], ...doomed },
    ...{ members, invitations, teams: [team.id, otherTeam.id] },
    // New data goes into the first team, which is therefore not archived.
    spared: [ownKey.id, hooked.id, team.id],
    connections: [sandbox.id, other.id],
    ...{ keys: [key.id], agreements: [agreement.id] },
  };
}

/** Members of every role, each twice since a removal uses one up, one of them in a team; and addresses that were invited. */
async function seedPeople(line: TestLine, call: Call, teamId: string) {
  const { database, newId } = line.process.runtime;
  const [owner] = (await call("GET", "/v1/members")).data;
  const [membership] = await membershipsOf(database, owner.id);
  const members: string[] = [];
  for (const role of [...ROLES, ...ROLES]) {
    const id = newId("user");
    const person = { id, email: `${id}@example.com`, name: role, passwordHash: "none" };
    await createUser(database, person);
    await withOrganization(database, membership?.organizationId ?? "", (scope) =>
      addMember(scope, id, role),
    );
    members.push(id);
  }
  await call("PUT", `/v1/teams/${teamId}/members/${members[2]}`, { role: "member" });
  const invitations: string[] = [];
  for (let n = 0; n < INVITATIONS; n++) {
    const wanted = { email: `guest-${n}@example.com`, role: "viewer" };
    invitations.push((await call("POST", "/v1/invitations", wanted)).id);
  }
  return { members, invitations };
}

async function seedJobs(call: Call, settled: () => Promise<void>, { rawId, ...target }: Target) {
  const make = async (name: string, change: object = {}): Promise<string> => {
    const request = { prompt: "Classify: {{text}}", maxOutputTokens: 50 };
    const job = { name, ...target, model: "gpt-4o-mini", request, ...change };
    return (await call("POST", "/v1/jobs", job)).id;
  };
  const ended = await make("Ended", { autoApprove: true, maxAttempts: 1 });
  const whole = await make("Whole", { autoApprove: true });
  await settled();
  const stopped = await make("Stopped");
  const waiting = await make("Waiting");
  const raw = await make("Raw", { datasetId: rawId, request: { raw: true } });
  await settled();
  await call("POST", `/v1/jobs/${stopped}/cancel`);
  await settled();
  const running = await make("Running");
  await settled();
  await call("POST", `/v1/jobs/${running}/approve`);
  const estimating = await make("Estimating");
  return [ended, whole, stopped, waiting, raw, running, estimating];
}

async function seedDoomed(
  api: string,
  call: Call,
  settled: () => Promise<void>,
  connectionId: string,
) {
  const doomedDatasets: string[] = [];
  const doomedJobs: string[] = [];
  for (const name of ["doomed-1.csv", "doomed-2.csv", "doomed-3.csv"]) {
    const datasetId = await dataset(api, name, CSV);
    doomedDatasets.push(datasetId);
    await settled();
    const request = { prompt: "{{text}}", maxOutputTokens: 50 };
    const job = { name, datasetId, connectionId, model: "gpt-4o-mini", request, autoApprove: true };
    doomedJobs.push((await call("POST", "/v1/jobs", job)).id);
  }
  await settled();
  const deletion = await call("DELETE", `/v1/jobs/${doomedJobs[0]}`);
  await settled();
  return { doomedDatasets, doomedJobs, deletions: [deletion.id] };
}

const HEADERS = { authorization: `Bearer ${TEST_API_KEY}` };

const caller =
  (api: string): Call =>
  async (method, path, body) => {
    const answer = await fetch(`${api}${path}`, {
      ...{
        method,
        headers: { ...HEADERS, ...(body ? { "content-type": "application/json" } : {}) },
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };

async function dataset(api: string, name: string, content: string): Promise<string> {
  const body = new FormData();
  body.set("file", new File([content], name));
  const answer = await fetch(`${api}/v1/datasets`, { method: "POST", headers: HEADERS, body });
  if (!answer.ok) throw new Error(`The dataset ${name} was not taken: ${answer.status}`);
  return ((await answer.json()) as Made).id;
}

/** An upload of which only the first `bytes` have arrived; its id. */
async function upload(api: string, content: string, bytes: number): Promise<string> {
  const tus = { ...HEADERS, "tus-resumable": "1.0.0" };
  const name = Buffer.from(`${randomBytes(3).toString("hex")}.csv`).toString("base64");
  const begun = await fetch(`${api}/uploads`, {
    method: "POST",
    headers: {
      ...tus,
      "upload-length": `${content.length}`,
      "upload-metadata": `filename ${name}`,
    },
  });
  const id = begun.headers.get("location")?.split("/").at(-1) ?? "";
  const sent = await fetch(`${api}/uploads/${id}`, {
    ...{ method: "PATCH", body: content.slice(0, bytes) },
    headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
  });
  if (sent.status !== 204) throw new Error(`The upload ${id} was not taken: ${sent.status}`);
  return id;
}
