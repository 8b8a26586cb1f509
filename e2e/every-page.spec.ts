import { readdirSync } from "node:fs";
import path from "node:path";
import type { BrowserContext } from "@playwright/test";
import { z } from "zod";
import { call, datasetOf, jobOver } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { expectNoFaults } from "./support/faults";
import { addPeople, asPerson, type Person, ROLES, TEAM_ROLES } from "./support/people";
import { openTables, type Tables } from "./support/tables";
import { expect, test } from "./support/test";

test.describe.configure({ mode: "serial", timeout: 240_000 });
test.use({ signedIn: false });

/** Whose a page's thing is: of the team that people of one team are in, of another team, of another organization. */
const PLACES = ["own", "elsewhere", "foreign", "nowhere"] as const;
type Place = (typeof PLACES)[number];
interface Named {
  readonly dataset: string;
  readonly job: string;
  readonly team: string;
}
type Things = Readonly<Record<Place, Named>>;

const MANAGES = ["owner", "admin"];
const READS = ["owner", "admin", "member", "viewer"];
const SUBMITS = ["owner", "admin", "member"];
const REPORTS = [...READS, "billing"];

interface PageRow {
  /** The roles that may see it; null: everybody, also signed out. */
  readonly roles: readonly string[] | null;
  /** It takes a role in the whole organization: the same one in a team does not do. */
  readonly whole?: true;
  readonly paths: (things: Things) => readonly (readonly [place: Place, path: string])[];
  /** Where those end up whose role does not open it; without: at the screen that says so. */
  readonly leadsTo?: string;
}

const at =
  (path: string): PageRow["paths"] =>
  () => [["own", path]];
const ofEach =
  (pathOf: (named: Named) => string): PageRow["paths"] =>
  (things) =>
    PLACES.map((place) => [place, pathOf(things[place])] as const);

/** Every page, by its file. A new one is added here, with who may see it. */
const PAGES: Readonly<Record<string, PageRow>> = {
  "(auth)/invitation": { roles: null, paths: at("/invitation") },
  "(auth)/no-organization": { roles: null, paths: at("/no-organization") },
  "(auth)/no-organization/account": { roles: null, paths: at("/no-organization/account") },
  "(auth)/sign-in/address": { roles: null, paths: at("/sign-in/address") },
  "(auth)/sign-in/link": { roles: null, paths: at("/sign-in/link") },
  "(auth)/sign-in": { roles: null, paths: at("/sign-in") },
  "(auth)/sign-in/reset": { roles: null, paths: at("/sign-in/reset") },
  "(auth)/sign-up": { roles: null, paths: at("/sign-up") },
  "(dashboard)": { roles: READS, paths: at("/"), leadsTo: "/reports" },
  "(dashboard)/connections": { roles: READS, paths: at("/connections") },
  "(dashboard)/datasets": { roles: READS, paths: at("/datasets") },
  "(dashboard)/datasets/[id]": { roles: READS, paths: ofEach((of) => `/datasets/${of.dataset}`) },
  "(dashboard)/jobs": { roles: READS, paths: at("/jobs") },
  "(dashboard)/jobs/[id]": { roles: READS, paths: ofEach((of) => `/jobs/${of.job}`) },
  "(dashboard)/jobs/new": {
    roles: SUBMITS,
    paths: (things) => [
      ["own", "/jobs/new"],
      ...ofEach((of) => `/jobs/new?dataset=${of.dataset}`)(things),
    ],
  },
  "(dashboard)/prices": { roles: REPORTS, paths: at("/prices") },
  "(dashboard)/prices/agreements": { roles: REPORTS, paths: at("/prices/agreements") },
  "(dashboard)/prices/compare": { roles: REPORTS, paths: at("/prices/compare") },
  "(dashboard)/prices/model": { roles: REPORTS, paths: at("/prices/model") },
  "(dashboard)/reports": { roles: REPORTS, paths: at("/reports") },
  "(dashboard)/settings": { roles: REPORTS, paths: at("/settings") },
  "(dashboard)/settings/account": { roles: REPORTS, paths: at("/settings/account") },
  "(dashboard)/settings/api-keys": { roles: MANAGES, paths: at("/settings/api-keys") },
  "(dashboard)/settings/audit": { roles: MANAGES, whole: true, paths: at("/settings/audit") },
  "(dashboard)/settings/data": { roles: READS, paths: at("/settings/data") },
  "(dashboard)/settings/members": { roles: READS, whole: true, paths: at("/settings/members") },
  "(dashboard)/settings/teams": { roles: REPORTS, paths: at("/settings/teams") },
  "(dashboard)/settings/teams/[id]": {
    roles: REPORTS,
    paths: ofEach((of) => `/settings/teams/${of.team}`),
  },
};

const TEAM = "team_every_page";
const STRANGERS = "team_stranger";
const people: Person[] = [
  ...ROLES.map((role) => ({ name: role, role, teamId: null })),
  ...TEAM_ROLES.map((role) => ({ name: `${role} of a team`, role, teamId: TEAM })),
];
let things: Things;

test.beforeAll(async ({ browser: _ }, info) => {
  const baseUrl = String(info.project.use.baseURL);
  const tables = await openTables();
  const team = { id: TEAM, organization_id: tables.organizationId, name: "Claims" };
  await tables.add("teams", team);
  await addPeople(tables, people);
  const file = fewMessages(info.outputDir, 60);
  const firstTeam = await otherTeam(baseUrl);
  const worked = async (name: string, teamId?: string) => {
    const dataset = await datasetOf(baseUrl, file, teamId);
    const job = await jobOver(baseUrl, { name, datasetId: dataset, approve: false, teamId });
    return { dataset, job, team: teamId ?? firstTeam };
  };
  const elsewhere = await worked("Of another team");
  const own = await worked("Of the claims team", TEAM);
  const foreign = { ...others(own, "q"), team: STRANGERS };
  await addStranger(tables, own, foreign);
  await tables.close();
  const nowhere = { ...others(own, "s"), team: "team_nowhere" };
  things = { own, elsewhere, foreign, nowhere };
});

const teams = z.object({ data: z.array(z.object({ id: z.string() })) });

/** A team of the organization that the people of one team are not in. */
async function otherTeam(baseUrl: string): Promise<string> {
  const known = teams.parse(await call(baseUrl, "/teams")).data.filter(({ id }) => id !== TEAM);
  expect(known).not.toEqual([]);
  return known[0]?.id ?? "";
}

/** What has ids of the same form, with another end. */
const others = ({ dataset, job }: Named, end: string) => ({
  dataset: withEnd(dataset, end),
  job: withEnd(job, end),
});

const withEnd = (id: string, end: string): string =>
  `${id.slice(0, -1)}${id.endsWith(end) ? "v" : end}`;

/** Another organization, which has data and a job of its own. */
async function addStranger(tables: Tables, own: Named, foreign: Named) {
  const organization = { organization_id: "org_stranger", team_id: STRANGERS };
  await tables.enter("org_stranger");
  await tables.add("organizations", { id: "org_stranger", name: "Stranger" });
  const team = { id: STRANGERS, organization_id: "org_stranger", name: "Theirs" };
  await tables.add("teams", team);
  await tables.copy("datasets", "id", own.dataset, { ...organization, id: foreign.dataset });
  const job = { ...organization, id: foreign.job, dataset_id: foreign.dataset };
  await tables.copy("jobs", "id", own.job, job);
}

test("every page is known here", () => {
  const files = readdirSync(path.resolve("app"), { recursive: true, encoding: "utf8" });
  const pages = files.filter((file) => path.basename(file) === "page.tsx").map(path.dirname);
  const advice = "say in PAGES of e2e/every-page.spec.ts who may see it";
  expect(pages.sort(), advice).toEqual(Object.keys(PAGES).sort());
});

/** What a page answers to somebody, by the table above. */
function expected(row: PageRow, person: Person, place: Place): number {
  if (row.roles && !row.roles.includes(person.role)) return 403;
  if (row.whole && person.teamId !== null) return 403;
  if (place === "foreign" || place === "nowhere") return 404;
  return place === "elsewhere" && person.teamId !== null ? 404 : 200;
}

async function walk(context: BrowserContext, person: Person) {
  const walked: { readonly seen: string; readonly due: string }[] = [];
  for (const row of Object.values(PAGES)) {
    for (const [place, target] of row.paths(things)) {
      const answer = await context.request.get(target);
      const due = expected(row, person, place);
      const end = new URL(answer.url()).pathname;
      walked.push(
        due === 403 && row.leadsTo
          ? { seen: `${target} ${end}`, due: `${target} ${row.leadsTo}` }
          : { seen: `${target} ${answer.status()}`, due: `${target} ${due}` },
      );
    }
  }
  return walked;
}

for (const person of people) {
  test(`every page, as ${person.name}`, async ({ browser, baseURL }) => {
    const context = await asPerson(browser, String(baseURL), person);
    const walked = await walk(context, person);
    expect(walked.map(({ seen }) => seen)).toEqual(walked.map(({ due }) => due));
    await context.close();
  });
}

test("every page of the signed-in part leads whoever is not to the way in", async ({ page }) => {
  for (const [file, row] of Object.entries(PAGES)) {
    if (!file.startsWith("(dashboard)")) continue;
    for (const [, target] of row.paths(things)) {
      const answer = await page.request.get(target);
      expect(new URL(answer.url()).pathname, target).toBe("/sign-in");
    }
  }
});

const person = (name: string): Person => {
  const found = people.find((one) => one.name === name);
  if (!found) throw new Error(`nobody is ${name}`);
  return found;
};

/** What a person sees at a path, once everything is there; with every complaint of the browser. */
async function look(context: BrowserContext, target: string) {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(target);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
  return { page, complaints };
}

test("what is not there and what is not theirs have screens of their own", async ({
  browser,
  baseURL,
}) => {
  const context = await asPerson(browser, String(baseURL), person("viewer of a team"));
  for (const [target, title] of [
    [`/datasets/${things.elsewhere.dataset}`, "Page not found"],
    [`/jobs/${things.foreign.job}`, "Page not found"],
    ["/jobs/new", "Not open to your role"],
  ] as const) {
    const { page } = await look(context, target);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(page.getByRole("navigation").first()).toBeVisible();
    await expectNoFaults(page, title);
    await page.close();
  }
  await context.close();
});

/** What changes something, by the names of its buttons and links. */
const CHANGES =
  /^(New job|Add connection|Choose files|Approve|Cancel job|Retry failed rows|Actions for)/;

for (const name of ["viewer", "viewer of a team"]) {
  test(`${name} sees their work and nothing that would be refused`, async ({
    browser,
    baseURL,
  }) => {
    const context = await asPerson(browser, String(baseURL), person(name));
    for (const target of [
      ...["/", "/datasets", `/datasets/${things.own.dataset}`, "/jobs"],
      ...[`/jobs/${things.own.job}`, "/reports", "/connections", "/settings/account"],
    ]) {
      const { page, complaints } = await look(context, target);
      expect(complaints, target).toEqual([]);
      for (const kind of ["button", "link"] as const) {
        await expect(page.getByRole(kind, { name: CHANGES }), target).toHaveCount(0);
      }
      await page.close();
    }
    await context.close();
  });
}

test("somebody who is there for the bills lands on them and finds no broken panel", async ({
  browser,
  baseURL,
}) => {
  const context = await asPerson(browser, String(baseURL), person("billing of a team"));
  const { page, complaints } = await look(context, "/");
  await expect(page.getByRole("heading", { level: 1, name: "Savings" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Jobs" })).toHaveCount(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("who works in several teams says whose the next file and job are", async ({
  browser,
  baseURL,
}) => {
  const context = await asPerson(browser, String(baseURL), person("member"));
  const { page } = await look(context, "/datasets");
  await page.getByRole("combobox", { name: "Team" }).click();
  await page.getByRole("option", { name: "Claims" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  const content = Buffer.from("text\none\ntwo\n");
  await (await chooser).setFiles({ name: "claims.csv", mimeType: "text/csv", buffer: content });
  await expect(page.getByRole("heading", { level: 1, name: /claims\.csv/ })).toBeVisible();
  await expect(page.getByText("Claims", { exact: true })).toBeVisible();
  await page.goto("/jobs/new");
  await expect(page.getByRole("combobox", { name: "Team" })).toBeVisible();
  await context.close();

  const narrow = await asPerson(browser, String(baseURL), person("member of a team"));
  const own = await look(narrow, "/datasets");
  await expect(own.page.getByRole("link", { name: "claims.csv" })).toBeVisible();
  await expect(own.page.getByRole("combobox", { name: "Team" })).toHaveCount(0);
  await narrow.close();
});
