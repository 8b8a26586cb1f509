import type { Page } from "@playwright/test";
import { expectNoFaults } from "./support/faults";
import { expect, test } from "./support/test";

const opens = async (baseURL: string | undefined, secret: string) =>
  (await fetch(`${baseURL}/api/v1/datasets`, { headers: { authorization: `Bearer ${secret}` } }))
    .status;

/** The secret that is shown once, and its dialog put away. */
async function secretOf(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog", { name: "The new API key" });
  const secret = (await dialog.getByText(/^trk_/).textContent()) ?? "none";
  await dialog.getByRole("button", { name: "I have stored it" }).click();
  return secret;
}

async function choose(page: Page, key: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${key}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a key made in the settings is shown once, opens the API, and no longer when revoked", async ({
  page,
  baseURL,
}) => {
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create API key" }).click();
  const form = page.getByRole("dialog", { name: "Create API key" });
  await form.getByLabel("Name").fill("Nightly import");
  await expect(form.getByLabel("Read")).toBeChecked();
  await expect(form.getByLabel("Approve")).not.toBeChecked();
  await form.getByRole("radio", { name: "30 days" }).click();
  await form.getByLabel("Budget in dollars").fill("twelve");
  await form.getByRole("button", { name: "Create API key" }).click();
  await expect(form.getByRole("alert")).toContainText("Enter an amount");
  await form.getByLabel("Budget in dollars").fill("12.50");
  await form.getByRole("button", { name: "Create API key" }).click();
  const secret = await secretOf(page);
  const row = page.getByRole("row", { name: /Nightly import/ });
  await expect(row).toContainText("$0.00 of $12.50");
  await expect(row).toContainText("Whole organization");
  await page.reload();
  await expect(row).toContainText("Active");
  expect(await page.content()).not.toContain(secret);

  expect(await opens(baseURL, secret)).toBe(200);
  const file = new FormData();
  file.set("file", new Blob(["text\nWhere is my card?\n"]), "by-key.csv");
  const created = await fetch(`${baseURL}/api/v1/datasets`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}` },
    body: file,
  });
  expect(created.status).toBe(201);
  expect(await created.json()).toMatchObject({ name: "by-key.csv", status: "importing" });

  await choose(page, "Nightly import", "Revoke…");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  expect(await opens(baseURL, secret)).toBe(401);
});

test("a key gets a new secret while the old one holds, and another name, end and budget", async ({
  page,
  baseURL,
}) => {
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create API key" }).click();
  const form = page.getByRole("dialog", { name: "Create API key" });
  await form.getByLabel("Name").fill("Rotated");
  await form.getByRole("radio", { name: "Never" }).click();
  await expect(form.getByText(/Discouraged/)).toBeVisible();
  await expectNoFaults(page, "the dialog that makes a key");
  await form.getByRole("button", { name: "Create API key" }).click();
  const first = await secretOf(page);

  await choose(page, "Rotated", "New secret…");
  await page.getByRole("button", { name: "Make the new secret" }).click();
  const second = await secretOf(page);
  const row = page.getByRole("row", { name: /Rotated/ });
  await expect(row).toContainText("Two secrets hold");
  expect([await opens(baseURL, first), await opens(baseURL, second)]).toEqual([200, 200]);

  await choose(page, "Rotated", "Edit…");
  const edit = page.getByRole("dialog", { name: /Rotated/ });
  await edit.getByLabel("Name").fill("Renewed");
  await edit.getByRole("radio", { name: "1 year" }).click();
  await edit.getByLabel("Budget in dollars").fill("3");
  await edit.getByRole("button", { name: "Save" }).click();
  const renewed = page.getByRole("row", { name: /Renewed/ });
  await expect(renewed).toContainText("$0.00 of $3.00");
  await expect(renewed).toContainText(/in (1 year|12 months)|next year/);
  await expectNoFaults(page, "the table of keys");
});
