import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Standing } from "../../core/membership";
import type { Scope } from "../../db/client";
import { createInvitation } from "../../db/invitation";
import { createTeam } from "../../db/team";
import { placed } from "../people";
import { formOf, type TestApi } from "../test-api";
import type { Caller } from "./callers";
import { AGREEMENT } from "./operations";
import type { Things } from "./reading";

/** Has this answered, and gives its body. */
export async function made(call: ReturnType<TestApi["call"]>, as = 201) {
  const { status, body } = await call;
  expect([status, body]).toEqual([as, body]);
  return body;
}

/** A team of an organization. */
export async function newTeam(
  { line }: TestApi,
  inside: <T>(work: (scope: Scope) => Promise<T>) => Promise<T>,
  name: string,
): Promise<string> {
  const id = line.process.runtime.newId("team");
  await inside((scope) => createTeam(scope, id, name));
  return id;
}

/**
 * Work in a team: data, a job that waits for approval and a key; somebody who is in it, and somebody who is invited. One
 * more job has run to its end by then, so that there is money to report, and other data was deleted. `key`: of the whole
 * organization.
 */
export async function thingsOf(
  api: TestApi,
  { key, team, connection }: { key: string; team: string; connection: string },
): Promise<Omit<Things, "session" | "upload" | "organization">> {
  const upload = async (): Promise<string> => {
    const form = formOf("text\none\ntwo\n", "rows.csv");
    form.set("teamId", team);
    return (await made(api.call("POST", "/v1/datasets", { key, body: form }))).id;
  };
  const [dataset, doomed] = [await upload(), await upload()];
  await api.settle();
  const deleted = await made(api.call("DELETE", `/v1/datasets/${doomed}`, { key }), 202);
  const job = async (autoApprove: boolean): Promise<string> => {
    const body = {
      ...{ name: `Job of ${team}`, datasetId: dataset, connectionId: connection, teamId: team },
      ...{ model: "gpt-4o-mini", autoApprove },
      request: { prompt: "Classify: {{text}}", maxOutputTokens: 20 },
    };
    return (await made(api.call("POST", "/v1/jobs", { key, body }))).id;
  };
  await job(true);
  const waiting = await job(false);
  await api.settle();
  const agreed = { key, body: AGREEMENT };
  const agreement = (await made(api.call("POST", "/v1/prices/agreements", agreed))).id;
  const body = { name: `Key of ${team}`, scopes: ["read"], teamId: team, expiresAt: null };
  const ofTeam = (await made(api.call("POST", "/v1/api-keys", { key, body }))).id;
  const places = { role: null, teams: [{ teamId: team, role: "viewer" }] } as const;
  const member = (await placed(api, places)).id;
  const invitation = await invited(api, places);
  const people = { member, invitation, agreement };
  return { connection, dataset, deletion: deleted.id, job: waiting, key: ofTeam, team, ...people };
}

async function invited({ line, inside }: TestApi, places: Standing): Promise<string> {
  const id = line.process.runtime.newId("inv");
  const times = { createdAt: new Date(), expiresAt: new Date("2999-01-01") };
  const mail = { email: `${id}@callers.example`, hash: id, invitedById: null };
  await inside((scope) => createInvitation(scope, { id, ...places, ...mail, ...times }));
  return id;
}

/** An upload that a caller has begun. */
export async function newUpload({ url }: TestApi, { headers }: Caller): Promise<string> {
  const begun = await fetch(`${url}/api/uploads`, {
    method: "POST",
    headers: { ...headers, "tus-resumable": "1.0.0", "upload-length": "9" },
  });
  expect(begun.status).toBe(201);
  return begun.headers.get("location")?.split("/").at(-1) ?? "";
}

/** The session that a person calls with. */
export async function sessionOf({ url }: TestApi, { headers }: Caller): Promise<string> {
  const { data } = await (await fetch(`${url}/api/v1/account/sessions`, { headers })).json();
  return data.find(({ current }: { current: boolean }) => current).id;
}

/** Ids of the right form that nothing has. */
export function nothing({ line }: TestApi): Things {
  const { newId } = line.process.runtime;
  return {
    ...{ connection: newId("con"), dataset: newId("ds"), job: newId("job"), key: newId("key") },
    ...{ team: newId("team"), session: newId("ses"), deletion: newId("del") },
    ...{ member: newId("user"), invitation: newId("inv"), organization: newId("org") },
    agreement: newId("agr"),
    upload: `${newId("org")}-${newId("user")}-${randomBytes(16).toString("hex")}`,
  };
}
