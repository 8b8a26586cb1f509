import type { Browser, BrowserContext } from "@playwright/test";
import { signInPage } from "../pages/sign-in-page";
import { ACCOUNT } from "./account";
import type { Tables } from "./tables";
import { expect } from "./test";

export const ROLES = ["owner", "admin", "member", "viewer", "billing"] as const;
export const TEAM_ROLES = ["admin", "member", "viewer", "billing"] as const;

/** Somebody with one role, in the organization or in one of its teams. */
export interface Person {
  /** `viewer`, `viewer of a team` */
  readonly name: string;
  readonly role: string;
  /** Null: in the whole organization. */
  readonly teamId: string | null;
}

const addressOf = ({ name }: Person): string => `${name.replaceAll(" ", "-")}@northwind.example`;

/** Makes people of the organization of the first start, with the password of its account. */
export async function addPeople(tables: Tables, people: readonly Person[]): Promise<void> {
  for (const person of people) {
    const { name, role, teamId } = person;
    const id = `user_${name.replaceAll(" ", "_")}`;
    await tables.copy("users", "email", ACCOUNT.email, { id, email: addressOf(person), name });
    const member = { organization_id: tables.organizationId, user_id: id };
    await tables.add("memberships", { ...member, role: teamId === null ? role : null });
    if (teamId !== null) await tables.add("team_memberships", { ...member, team_id: teamId, role });
  }
}

/** A browser that a person has signed in with. */
export async function asPerson(
  browser: Browser,
  baseURL: string,
  person: Person,
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, locale: "en-US" });
  const page = await context.newPage();
  const signIn = signInPage(page);
  await signIn.open();
  await signIn.enter({ email: addressOf(person), password: ACCOUNT.password });
  await expect(page).not.toHaveURL(/sign-in/);
  await page.close();
  return context;
}
