import type { Page } from "@playwright/test";
import { membersPage } from "./pages/members-page";
import { signInPage } from "./pages/sign-in-page";
import { ACCOUNT } from "./support/account";
import { awake } from "./support/awake";
import { expectNoFaults } from "./support/faults";
import { linkIn, mailAbout } from "./support/mailbox";
import { expect, test } from "./support/test";

test.describe.configure({ mode: "serial" });
test.use({ expectedErrors: [/status of 40[039]/] });

const GUEST = {
  name: "Carla Vidal",
  email: "carla@vidal.example",
  password: "marble seven lantern creek",
};
/** A new context would else be signed in as the test is. */
const NOBODY = { cookies: [], origins: [] };
const overview = (page: Page) => page.getByRole("heading", { level: 1, name: "Overview" });
const outside = (page: Page) =>
  page.getByRole("heading", { level: 1, name: "You belong to no organization" });

test("somebody is invited by mail, joins as a viewer, is given a role, and is shown out", async ({
  page,
  browser,
}) => {
  const members = membersPage(page);
  await members.open();
  await expect(members.row(/Carla/)).toHaveCount(0);
  await members.invite("not an address", "Viewer");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText("Enter an email address");
  await expectNoFaults(page, "invite dialog");
  await dialog.getByLabel("Email").fill(GUEST.email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(members.row(/carla@vidal.example.*Viewer.*Open/)).toBeVisible();

  const context = await browser.newContext({ storageState: NOBODY });
  const guest = await context.newPage();
  const link = linkIn(await mailAbout("You are invited", GUEST.email));
  await guest.goto(link);
  await expect(guest).toHaveURL(/\/invitation$/);
  await expect(guest.getByRole("heading", { name: `Join ${ACCOUNT.organization}` })).toBeVisible();
  await expectNoFaults(guest, "invitation");
  await guest.getByLabel("Your name").fill(GUEST.name);
  await guest.getByLabel("Password").fill("password12345");
  await guest.getByRole("button", { name: "Create account and join" }).click();
  await expect(guest.getByRole("main").getByRole("alert")).toContainText(/stolen|easy to guess/);
  await guest.getByLabel("Password").fill(GUEST.password);
  await guest.getByRole("button", { name: "Create account and join" }).click();
  await expect(overview(guest)).toBeVisible();

  const theirs = membersPage(guest);
  await theirs.open();
  await expect(theirs.row(/Carla Vidal You/)).toContainText("Viewer");
  await expect(guest.getByRole("button", { name: "Invite" })).toHaveCount(0);
  await expect(guest.getByRole("combobox")).toHaveCount(0);
  await expect(guest.getByRole("button", { name: "Actions for Carla Vidal" })).toHaveCount(1);
  await expect(guest.getByRole("button", { name: /^Actions for / })).toHaveCount(1);
  await expect(guest.getByRole("heading", { name: "Invitations" })).toHaveCount(0);

  await members.open();
  await expect(members.row(/carla@vidal.example.*Open/)).toHaveCount(0);
  await members.giveRole(GUEST.name, "Admin");
  await expect(page.getByText("Carla Vidal is now: Admin.")).toBeVisible();
  await theirs.open();
  await expect(guest.getByRole("button", { name: "Invite" })).toBeVisible();

  await members.choose(GUEST.name, "Remove from organization…");
  const confirm = page.getByRole("alertdialog");
  await expect(confirm).toContainText("API keys are revoked");
  await expectNoFaults(page, "removing a member");
  await confirm.getByRole("button", { name: "Remove" }).click();
  await expect(members.row(/Carla Vidal/)).toHaveCount(0);

  await guest.reload();
  await expect(outside(guest)).toBeVisible();
  await expectNoFaults(guest, "outside");
  expect((await guest.request.get("/api/v1/members")).status()).toBe(403);
  await guest.getByRole("link", { name: "Your account" }).click();
  await expect(guest.getByRole("heading", { name: "Your account" })).toBeVisible();
  await guest.goto(link);
  await expect(
    guest.getByRole("heading", { name: "This invitation no longer works" }),
  ).toBeVisible();
  await context.close();
});

test("somebody who has an account signs in on the way and joins with it", async ({
  page,
  browser,
}) => {
  const members = membersPage(page);
  await members.open();
  await members.invite(GUEST.email, "Only in teams");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText("Choose at least one team");
  await dialog.getByRole("combobox", { name: "Add a team" }).click();
  await page.getByRole("option", { name: "Default" }).click();
  await dialog.getByRole("combobox", { name: "Role in Default" }).click();
  await page.getByRole("option", { name: "Viewer", exact: true }).click();
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(members.row(/carla@vidal.example.*Default: Viewer/)).toBeVisible();
  await page.getByRole("button", { name: `Send again to ${GUEST.email}` }).click();
  await expect(page.getByText(`A new link is on its way to ${GUEST.email}`)).toBeVisible();

  const context = await browser.newContext({ storageState: NOBODY });
  const guest = await context.newPage();
  await expect(async () => {
    await guest.goto("about:blank");
    await guest.goto(linkIn(await mailAbout("You are invited", GUEST.email, "last")));
    await expect(guest.getByRole("link", { name: "Sign in to join" })).toBeVisible();
  }).toPass({ timeout: 30_000 });
  await guest.getByRole("link", { name: "Sign in to join" }).click();
  await expect(guest).toHaveURL(/\/sign-in\?from=%2Finvitation$/);
  await signInPage(guest).enter(GUEST);
  await guest.getByRole("button", { name: `Join ${ACCOUNT.organization}` }).click();
  await expect(overview(guest)).toBeVisible();
  await guest.goto("/settings");
  await expect(guest.getByRole("navigation", { name: "Settings" })).not.toContainText("Members");

  await guest.goto("/settings/account");
  await awake(guest);
  await guest.getByRole("button", { name: "Leave organization…" }).click();
  await guest.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await expect(outside(guest)).toBeVisible();
  await context.close();
});

test.describe("alone in an organization", () => {
  test.use({ signedIn: false });

  test("the only owner cannot leave, and is told what to do first", async ({ page }) => {
    // Alone in an organization of their own, whoever else the first one has by now.
    const signIn = signInPage(page);
    await signIn.open();
    await signIn.enter();
    await expect(overview(page)).toBeVisible();
    const headers = { "sec-fetch-site": "same-origin" };
    const data = { name: "Owned alone" };
    const made = await page.request.post("/api/v1/organizations", { headers, data });
    const { id } = await made.json();
    const switched = await page.request.post(`/api/v1/organizations/${id}/switch`, { headers });
    expect(switched.ok()).toBe(true);
    await membersPage(page).open();
    await expect(page.getByText("Who belongs to Owned alone")).toBeVisible();
    await page.getByRole("button", { name: "Why can this role not be changed?" }).click();
    await expect(page.getByText("make somebody else an owner first")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.goto("/settings/account");
    await page.getByRole("button", { name: "Leave organization…" }).click();
    const dialog = page.getByRole("alertdialog", { name: "You are the only owner" });
    await dialog.getByRole("link", { name: "Choose an owner" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
    await page.getByRole("button", { name: "What may each role do?" }).click();
    const rules = page.getByRole("dialog", { name: "What each role may do" });
    await expect(rules.getByRole("row", { name: /Approve what a job may spend/ })).toHaveText(
      /YesYesYesNoNo$/,
    );
    await expectNoFaults(page, "table of roles");
  });
});

test("a team is made, renamed, filled, archived and brought back", async ({ page }) => {
  await page.goto("/settings/teams");
  await page.getByRole("button", { name: "Create team" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Default");
  await dialog.getByRole("button", { name: "Create team" }).click();
  await expect(dialog.getByRole("alert")).toContainText("There is a team of this name already");
  await dialog.getByLabel("Name").fill("Search");
  await dialog.getByRole("button", { name: "Create team" }).click();

  await page.getByRole("link", { name: "Search" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Search" })).toBeVisible();
  await page.getByRole("button", { name: "Add member" }).click();
  await dialog.getByRole("combobox", { name: "Person" }).click();
  await page.getByRole("option").first().click();
  await dialog.getByRole("button", { name: "Add member" }).click();
  await expect(page.getByRole("row", { name: new RegExp(ACCOUNT.email) })).toBeVisible();
  await expectNoFaults(page, "team");
  await page.getByRole("combobox", { name: /^Role of / }).click();
  await page.getByRole("option", { name: "Viewer", exact: true }).click();
  await expect(page.getByText(/is now: Viewer\./)).toBeVisible();
  await page.getByRole("button", { name: /^Remove / }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Nobody has a role in this team alone")).toBeVisible();

  await page.getByRole("button", { name: "Actions for Search" }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await dialog.getByLabel("Name").fill("Search ranking");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Search ranking" })).toBeVisible();
  await page.getByRole("button", { name: "Actions for Search ranking" }).click();
  await page.getByRole("menuitem", { name: "Archive…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("This team is archived")).toBeVisible();
  await page.getByRole("link", { name: "Teams" }).first().click();
  await expect(page.getByRole("heading", { name: "Archived teams" })).toBeVisible();
  await page.getByRole("button", { name: "Actions for Search ranking" }).click();
  await page.getByRole("menuitem", { name: "Bring back" }).click();
  await expect(page.getByRole("heading", { name: "Archived teams" })).toHaveCount(0);
});
