import { newJobPage } from "./pages/new-job-page";
import { datasetOf } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { expectNoFaults } from "./support/faults";
import { expect, test } from "./support/test";

test("every model's cost for a prompt is compared, ordered, and one of them chosen", async ({
  page,
  baseURL,
}, info) => {
  const dataset = await datasetOf(String(baseURL), fewMessages(info.outputDir, 60));
  await page.goto(`/jobs/new?dataset=${dataset}`);
  const open = page.getByRole("button", { name: "Compare all models" });
  await expect(open).toBeDisabled();
  await newJobPage(page).writePrompt("Classify: {{text}}");
  await open.click();
  const dialog = page.getByRole("dialog", { name: "What every model would cost" });
  await expect(dialog.getByRole("status")).toContainText("for 60 rows");
  const rows = dialog.getByRole("row");
  const expected = (row: number) => rows.nth(row).getByRole("cell").first();
  const dollars = async (row: number) =>
    Number(/\$([\d.]+)/.exec((await expected(row).textContent()) ?? "")?.[1]);
  expect(await dollars(1)).toBeLessThanOrEqual(await dollars(2));
  await dialog.getByRole("button", { name: "In batches" }).click();
  await expect(dialog.getByRole("columnheader", { name: "In batches" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  expect(await dollars(1)).toBeGreaterThan(await dollars(5));
  await expectNoFaults(page, "comparison of models");

  await dialog.getByRole("searchbox").fill("claude-haiku");
  await expect(dialog.getByText("No model of that name.")).toBeVisible();
  await dialog.getByRole("switch", { name: "Also where there is no connection" }).click();
  const haiku = dialog.getByRole("row", { name: /^claude-haiku-4-5/ });
  await expect(haiku).toContainText("No connection");
  await expect(haiku).toContainText("50%");
  await dialog.getByRole("searchbox").fill("gpt-4.1-nano");
  await dialog.getByRole("button", { name: /^Choose\s*gpt-4\.1-nano$/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Model", exact: true })).toHaveText("gpt-4.1-nano");
});
