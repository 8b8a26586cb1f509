import type { Page } from "@playwright/test";
import { signInPage } from "./pages/sign-in-page";
import { ACCOUNT } from "./support/account";
import { datasetOf } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { expectNoFaults } from "./support/faults";
import { mailAbout } from "./support/mailbox";
import { expect, test } from "./support/test";

test.describe.configure({ mode: "serial" });
// What is switched is the session, which other tests share: this one signs in for itself.
test.use({ signedIn: false, expectedErrors: [/status of 40[149]/] });

const SECOND = "Sample & Sons";
const RENAMED = "Sample & Daughters";
const overview = (page: Page) => page.getByRole("heading", { level: 1, name: "Overview" });
const accountMenu = (page: Page) => page.getByRole("button", { name: /^Account: / });

async function signIn(page: Page): Promise<void> {
  await signInPage(page).open();
  await signInPage(page).enter();
  await expect(overview(page)).toBeVisible();
}

async function switchTo(page: Page, name: string): Promise<void> {
  await accountMenu(page).click();
  await page.getByRole("menuitemradio", { name }).click();
  await expect(accountMenu(page)).toContainText(name);
  await expect(overview(page)).toBeVisible();
}

test("somebody makes a second organization and switches, and neither shows what is the other's", async ({
  page,
  baseURL,
}, info) => {
  const dataset = await datasetOf(String(baseURL), fewMessages(info.outputDir, 5));
  await signIn(page);
  await accountMenu(page).click();
  await expect(
    page.getByRole("menuitemradio", { name: ACCOUNT.organization, checked: true }),
  ).toBeVisible();
  await page.getByRole("menuitem", { name: "New organization" }).click();
  const dialog = page.getByRole("dialog", { name: "New organization" });
  await dialog.getByRole("button", { name: "Create and open" }).click();
  await expect(dialog.getByText("Enter a name")).toBeVisible();
  await expectNoFaults(page, "new organization");
  await dialog.getByLabel("Name").fill(SECOND);
  await dialog.getByRole("button", { name: "Create and open" }).click();

  await expect(accountMenu(page)).toContainText(SECOND);
  await page.goto("/datasets");
  await expect(page.getByRole("heading", { level: 1, name: "Datasets" })).toBeVisible();
  await expect(page.locator(`a[href="/datasets/${dataset}"]`)).toHaveCount(0);
  await page.goto(`/datasets/${dataset}`);
  await expect(page.getByRole("main")).toContainText(/not|no such/i);

  await switchTo(page, ACCOUNT.organization);
  await page.goto("/datasets");
  await expect(page.locator(`a[href="/datasets/${dataset}"]`).first()).toBeVisible();

  // By the keyboard alone, and back in the second one for what follows.
  await accountMenu(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: SECOND })).toBeVisible();
  await page.keyboard.type("Sample");
  await page.keyboard.press("Enter");
  await expect(accountMenu(page)).toContainText(SECOND);
});

test("it is renamed, gets a new key, is exported, deleted and kept", async ({ page }) => {
  await signIn(page);
  await switchTo(page, SECOND);
  await page.goto("/settings");
  await page.getByRole("textbox", { name: "Name of the organization" }).fill(RENAMED);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(accountMenu(page)).toContainText(RENAMED);

  const largest = page.getByRole("textbox", { name: "Largest file, in GB" });
  await largest.fill("much");
  await expect(page.getByText("Enter gigabytes as a number")).toBeVisible();
  await largest.fill("2,5");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("The new limits hold from now on.")).toBeVisible();
  await page.reload();
  await expect(largest).toHaveValue("2.5");

  await expect(page.getByText("1 key", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Change the key" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Change the key" }).click();
  await expect(page.getByText("2 keys", { exact: true })).toBeVisible();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the archive" }).click();
  expect((await download).suggestedFilename()).toMatch(/^tranche-org_\w+-[\d-]+\.zip$/);
  expect(await (await download).failure()).toBeNull();

  await page.getByRole("button", { name: "Delete the organization" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete “${RENAMED}”?` });
  const confirm = dialog.getByRole("button", { name: "Delete in 14 days" });
  await expect(confirm).toBeDisabled();
  await expectNoFaults(page, "deletion");
  await dialog.getByLabel("Type the organization’s name").fill(SECOND);
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Type the organization’s name").fill(RENAMED);
  await confirm.click();
  await expect(dialog).toBeHidden();
  await mailAbout(`${RENAMED} will be deleted on`, ACCOUNT.email);

  for (const place of ["/", "/datasets", "/settings/account"]) {
    await page.goto(place);
    await expect(page.getByRole("main")).toContainText(`${RENAMED} will be deleted on`);
  }
  await expectNoFaults(page, "closing");
  const refused = await page.evaluate(async () => {
    const form = new FormData();
    form.set("file", new Blob(["text\none\n"]), "new.csv");
    const answer = await fetch("/api/v1/datasets", { method: "POST", body: form });
    return { status: answer.status, ...(await answer.json()) };
  });
  expect(refused).toMatchObject({
    status: 409,
    error: { code: "conflict", details: { reason: "organization_closing" } },
  });

  await page.getByRole("main").getByRole("button", { name: "Keep the organization" }).click();
  await expect(page.getByRole("main")).not.toContainText("will be deleted on");
  await mailAbout(`${RENAMED} is kept`, ACCOUNT.email);
  await page.reload();
  await expect(page.getByRole("main")).not.toContainText("will be deleted on");
});
