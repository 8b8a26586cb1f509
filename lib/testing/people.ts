import { expect } from "vitest";
import { hashPassword } from "../auth/password";
import type { Standing } from "../core/membership";
import { setTeamRole } from "../db/team-member";
import { addMember, createUser } from "../db/user";
import { type Browser, openBrowser } from "./browser";
import type { TestApi } from "./test-api";

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  /** Signed in. */
  readonly browser: Browser;
}

export const PERSON_PASSWORD = "umber lantern fifty geese";

/** Somebody with an account, a place in the organization or none, and a browser that is signed in. */
export async function personIn(api: TestApi, standing: Standing | null): Promise<TestPerson> {
  const { database, newId } = api.line.process.runtime;
  const id = newId("user");
  const email = `${id}@example.com`;
  const passwordHash = await hashPassword(PERSON_PASSWORD);
  await createUser(database, { id, email, name: `Person ${id.slice(-6)}`, passwordHash });
  if (standing) {
    await api.inside(async (scope) => {
      await addMember(scope, id, standing.role);
      for (const { teamId, role } of standing.teams) {
        await setTeamRole(scope, { teamId, userId: id }, role);
      }
    });
  }
  return { id, email, browser: await signedIn(api, email, PERSON_PASSWORD) };
}

export async function signedIn(api: TestApi, email: string, password: string): Promise<Browser> {
  const browser = openBrowser(api);
  expect((await browser.signIn("password", { email, password })).status).toBe(200);
  return browser;
}
