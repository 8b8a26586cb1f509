import { readFileSync } from "node:fs";
import { call } from "./support/api";
import { expect, test } from "./support/test";

test("the audit log tells what was changed, by whom and how, is narrowed, taken out and kept as chosen", async ({
  page,
  baseURL,
}) => {
  const name = `Audited ${Date.now()}`;
  const json = (body: object) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const apiKey = "sk-never-to-be-told-0123456789";
  const { id } = (await call(String(baseURL), "/connections", {
    method: "POST",
    ...json({ name, provider: "openai", apiKey }),
  })) as { id: string };
  await call(String(baseURL), `/connections/${id}`, {
    method: "PATCH",
    ...json({ name: `${name} renamed`, apiKey: `${apiKey}-2` }),
  });

  await page.goto("/settings/audit");
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  const changed = page.getByRole("row", { name: /Connection changed/ }).first();
  await expect(changed).toContainText(`${name} renamed`);
  await expect(changed).toContainText("Initial");
  await changed.getByRole("button", { name: /^Details/ }).click();
  const changes = page.getByRole("table", { name: "What changed" });
  await expect(changes.getByRole("row", { name: /^Name/ })).toContainText(name);
  await expect(changes.getByRole("row", { name: /^Key of the provider/ })).toContainText(
    "replaced",
  );
  expect(await page.content()).not.toContain(apiKey);

  await page.getByRole("button", { name: "Only this thing" }).click();
  await expect(page).toHaveURL(new RegExp(`subject=${id}`));
  const entries = page.getByRole("button", { name: /^Details/ });
  await expect(entries).toHaveCount(2);
  await page.getByRole("combobox", { name: "What was done" }).click();
  await page.getByRole("option", { name: "Connection added" }).click();
  await expect(entries).toHaveCount(1);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "JSON Lines" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^audit-.*\.jsonl$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { action: "connection.created", subject: { id } },
  ]);

  await page.getByRole("combobox", { name: "What was done" }).click();
  await page.getByRole("option", { name: "Job cancelled" }).click();
  await expect(page.getByText("No entry fits")).toBeVisible();
  await page.getByRole("search").getByRole("button", { name: "Show everything" }).click();
  await expect(page.getByRole("row", { name: /Audit log exported/ }).first()).toBeVisible();

  const keep = page.getByRole("combobox", { name: "Keep entries for" });
  await expect(keep).toHaveText("365 days");
  await keep.click();
  await page.getByRole("option", { name: "90 days" }).click();
  const sure = page.getByRole("alertdialog");
  await expect(sure).toContainText("90 days");
  await sure.getByRole("button", { name: "Remove older entries" }).click();
  await expect(keep).toHaveText("90 days");
  await keep.click();
  await page.getByRole("option", { name: "365 days" }).click();
  await expect(keep).toHaveText("365 days");
  await expect(page.getByRole("row", { name: /Retention of the audit log changed/ })).toHaveCount(
    2,
  );
});
