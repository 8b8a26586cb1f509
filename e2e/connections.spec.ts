import { expect, test } from "./support/test";

test("a connection is added, tested, given a key that works, renamed, disabled and enabled", async ({
  page,
}) => {
  await page.goto("/connections");
  const sandbox = await page.getByRole("cell", { name: /^http/ }).first().textContent();
  await page.getByRole("button", { name: "Add connection" }).click();
  const form = page.getByRole("dialog", { name: "Add connection" });
  await form.getByLabel("Name").fill("Second account");
  await form.getByLabel("API key").fill("sk-of-nobody-at-all");
  await form.getByLabel("Base URL").fill(sandbox ?? "");
  await form.getByRole("button", { name: "Add connection" }).click();
  const row = page.getByRole("row", { name: /Second account|Renamed/ });
  const choose = async (action: string) => {
    await row.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };

  await choose("Test");
  await expect(row.getByRole("status")).toContainText("does not accept the key");
  await choose("What this key sees");
  const refused = page.getByRole("dialog", { name: "What the key of Second account sees" });
  await expect(refused.getByRole("alert")).toContainText("does not accept the key");
  await refused.getByRole("button", { name: "Close" }).click();

  await choose("Replace key");
  const replace = page.getByRole("dialog", { name: "Replace the key of Second account" });
  await replace.getByLabel("API key").fill("sk-sandbox-of-this-account");
  await replace.getByRole("button", { name: "Replace key" }).click();
  await expect(row).toContainText("…ount");
  await choose("Test");
  await expect(row.getByRole("status")).toContainText("takes the key");

  await choose("What this key sees");
  const survey = page.getByRole("dialog", { name: "What the key of Second account sees" });
  await expect(survey.getByText("Nothing is stored there.")).toBeVisible();
  await expect(survey.getByText("1 to 50,000")).toBeVisible();
  await survey.getByLabel("Search models").fill("4.1-NANO");
  await expect(survey.getByRole("listitem")).toHaveText([/^gpt-4\.1-nano/, /^gpt-4\.1-nano/]);
  await page.keyboard.press("Escape");
  await expect(row.getByRole("button", { name: /^Actions for/ })).toBeFocused();

  await choose("Rename");
  const rename = page.getByRole("dialog", { name: "Rename Second account" });
  await rename.getByLabel("Name").fill("Renamed");
  await rename.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Renamed");

  await choose("Disable");
  const confirm = page.getByRole("alertdialog", { name: "Disable Renamed?" });
  await confirm.getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled");
  await choose("Enable");
  await expect(row).not.toContainText("Disabled");
});
