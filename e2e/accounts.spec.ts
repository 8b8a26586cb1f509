import type { Page } from "@playwright/test";
import { TOTP } from "otpauth";
import { accountPage } from "./pages/account-page";
import { signInPage } from "./pages/sign-in-page";
import { awake } from "./support/awake";
import { expectNoFaults } from "./support/faults";
import { linkIn, mailAbout } from "./support/mailbox";
import { expect, test } from "./support/test";

test.describe.configure({ mode: "serial" });
test.use({ signedIn: false, expectedErrors: [/status of 40[01]/] });

const PERSON = { email: "bea@lind.example", password: "kettle forty violet drum" };
const overview = (page: Page) => page.getByRole("heading", { level: 1, name: "Overview" });

test("somebody new proves the address, sets up an account and is in an empty organization", async ({
  page,
}) => {
  await signInPage(page).open();
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page.getByRole("heading", { name: "Sign up" })).toBeVisible();
  await page.getByLabel("Email").fill(PERSON.email);
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await expect(signInPage(page).problem).toContainText(PERSON.email);

  await page.goto(linkIn(await mailAbout("Confirm your address", PERSON.email)));
  await page.getByLabel("Your name").fill("Bea Lind");
  await page.getByLabel("Name of the organization").fill("Lind & Sons");
  await page.getByLabel("New password").fill("qwertyuiop1234");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(signInPage(page).problem).toContainText("too easy to guess");
  await expectNoFaults(page, "sign-up form");
  await page.getByLabel("New password").fill(PERSON.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(overview(page)).toBeVisible();
  await page.getByRole("button", { name: /^Account: / }).click();
  await expect(page.getByRole("menu").getByText("Lind & Sons")).toBeVisible();
});

test("a link by mail is used by its button, once, and not by looking at it", async ({
  page,
  browser,
}) => {
  await signInPage(page).open();
  await page.getByRole("link", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Sign in by email" })).toBeVisible();
  await page.getByLabel("Email").fill(PERSON.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  const link = linkIn(await mailAbout("link to sign in", PERSON.email));

  const scanner = await browser.newPage();
  await scanner.goto(link);
  await expect(scanner.getByRole("button", { name: "Sign in now" })).toBeVisible();
  await scanner.close();

  await page.goto("about:blank");
  await page.goto(link);
  await expect(page).toHaveURL(/\/sign-in\/link$/);
  await page.getByRole("button", { name: "Sign in now" }).click();
  await expect(overview(page)).toBeVisible();

  const late = await browser.newPage();
  await late.goto(link);
  await late.getByRole("button", { name: "Sign in now" }).click();
  await expect(late.getByRole("main").getByRole("alert")).toContainText("used or is too old");
  await late.close();
});

test("a session that is ended elsewhere is led to the sign-in page", async ({ page, browser }) => {
  const other = await browser.newPage({ userAgent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0" });
  for (const each of [page, other]) {
    await signInPage(each).open();
    await signInPage(each).enter(PERSON);
    await expect(overview(each)).toBeVisible();
  }
  await accountPage(page).open();
  const row = accountPage(page).session(/Firefox on Windows/);
  await row.getByRole("button", { name: "End Firefox on Windows" }).click();
  await expect(row).toHaveCount(0);
  await other.goto("/jobs");
  await expect(other).toHaveURL(/\/sign-in\?from=%2Fjobs$/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Your account" })).toBeVisible();
  await other.close();
});

test("two-step sign-in asks for a second step, which a recovery code takes once", async ({
  page,
}) => {
  const signIn = signInPage(page);
  await signIn.open();
  await signIn.enter(PERSON);
  await expect(overview(page)).toBeVisible();
  await accountPage(page).open();
  const codeOf = (secret: string) => new TOTP({ secret }).generate();
  const codes = await accountPage(page).turnOnSecondStep(PERSON.password, codeOf);
  expect(codes).toHaveLength(10);
  await expect(page.getByText("10 recovery codes are left")).toBeVisible();
  await expectNoFaults(page, "account with two steps");

  await page.context().clearCookies();
  await page.goto("/jobs");
  await signIn.enter(PERSON);
  await expect(page.getByRole("heading", { name: "Second step" })).toBeVisible();
  expect((await page.request.get("/api/v1/jobs")).status()).toBe(401);
  await awake(page);
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(signIn.problem).toContainText("This code does not hold");
  await page.getByLabel("Code").fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/jobs$/);

  await accountPage(page).open();
  await page.getByRole("button", { name: "Turn off" }).click();
  await page
    .getByRole("dialog")
    .getByLabel("Code")
    .fill(codes[1] ?? "");
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByRole("button", { name: "Turn on two-step sign-in" })).toBeVisible();
});
