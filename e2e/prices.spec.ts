import type { Page } from "@playwright/test";
import { expectNoFaults } from "./support/faults";
import { expect, test } from "./support/test";

test.use({ expectedErrors: [/status of 400/] });

const MODEL = "gpt-4.1-mini";
const batchInput = (page: Page) =>
  page
    .getByRole("group", { name: "Prices now" })
    .getByRole("row", { name: /^input/i })
    .first()
    .getByRole("cell")
    .nth(1);

test("prices are searched and compared, and a model's are shown with their history and sources", async ({
  page,
}) => {
  await page.goto("/prices");
  await page.getByLabel("Model", { exact: true }).fill("no such model");
  await expect(page.getByText("No model of that name")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByLabel("Model", { exact: true }).fill("4.1 openai");
  await expect(page).toHaveURL(/q=4\.1/);
  await page.getByRole("combobox", { name: "Provider" }).click();
  await page.getByRole("option", { name: "OpenAI", exact: true }).click();
  await page.getByRole("checkbox", { name: `Compare ${MODEL}`, exact: true }).check();
  const chosen = page.getByRole("region", { name: "Chosen to compare" });
  await expect(chosen).toContainText("Choose one more");
  await page.getByRole("checkbox", { name: "Compare gpt-4.1", exact: true }).check();
  await chosen.getByRole("link", { name: "Compare" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Compare prices" })).toBeVisible();
  const input = page.getByRole("row", { name: /^input/i }).first();
  await expect(input).toHaveText(/cheapest\$0\.20\$1\.00$/i);
  await page.getByRole("radio", { name: "Real time" }).click();
  await expect(input).toHaveText(/cheapest\$0\.40\$2\.00$/i);

  await page.getByRole("link", { name: MODEL }).click();
  await expect(page.getByRole("heading", { level: 1, name: MODEL })).toBeVisible();
  await expect(batchInput(page)).toHaveText("$0.20");
  await expect(page.getByRole("figure")).toBeVisible();
  const entries = page.getByRole("group", { name: "Every dated price" });
  await expect(entries.getByRole("row", { name: /Batch: input/ }).first()).toContainText("LiteLLM");
});

test("an agreement is written, looked at, put down, counts, and is ended", async ({ page }) => {
  const name = `Contract ${Date.now()}`;
  await page.goto("/prices/agreements");
  await page.getByRole("button", { name: "Add an agreement" }).click();
  const form = page.getByRole("dialog", { name: "Add an agreement" });
  const goOn = form.getByRole("button", { name: "See what it comes to" });
  await goOn.click();
  await expect(form.getByText("Give it a name.")).toBeVisible();
  await expect(form.getByText("Enter a percentage above 0")).toBeVisible();
  await expectNoFaults(page, "form of an agreement");

  await form.getByLabel("Name").fill(name);
  await form.getByLabel(/^Model/).fill("gpt-nine");
  await form.getByLabel("Percent off the list price").fill("25");
  await form.getByRole("checkbox", { name: "Batch" }).check();
  await goOn.click();
  await expect(form.getByRole("alert")).toContainText("knows no gpt-nine");
  await form.getByLabel(/^Model/).fill(MODEL);
  await goOn.click();
  await expect(form.getByText("3 prices of 1 model")).toBeVisible();
  await expect(form.getByRole("row", { name: /Batch: input \$0\.20 \$0\.15/ })).toBeVisible();
  await form.getByRole("button", { name: "Put it down" }).click();

  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("25% off the list");
  await expect(row).toContainText("Holds");
  await row.getByRole("link", { name: MODEL }).click();
  await expect(batchInput(page)).toHaveText(/Yours\s*\$0\.15/);

  await page.goto("/prices/agreements");
  await row.getByRole("button", { name: /^End now/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End now" }).click();
  await expect(row).toContainText("Ended");
  await row.getByRole("link", { name: MODEL }).click();
  await expect(batchInput(page)).toHaveText("$0.20");
});

test("negotiated rates are written beside the list's", async ({ page }) => {
  const name = `Rates ${Date.now()}`;
  await page.goto("/prices/agreements");
  await page.getByRole("button", { name: "Add an agreement" }).click();
  const form = page.getByRole("dialog", { name: "Add an agreement" });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("radio", { name: "Negotiated rates" }).click();
  await expect(form.getByText("Choose the model, and its prices appear here.")).toBeVisible();
  await form.getByLabel(/^Model/).fill("gpt-4.1-nano");
  const rate = form.getByLabel("Batch: output");
  await expect(rate).toHaveAttribute("placeholder", "0.2");
  await rate.fill("0.15");
  await form.getByRole("button", { name: "See what it comes to" }).click();
  await form.getByRole("button", { name: "Put it down" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Batch: output $0.15");
  await row.getByRole("button", { name: /^End now/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End now" }).click();
  await expect(row).toContainText("Ended");
});
