import type { Page } from "@playwright/test";

export const newJobPage = (page: Page) => ({
  open: (datasetId: string) => page.goto(`/jobs/new?dataset=${datasetId}`),

  writePrompt: (prompt: string) => page.getByLabel("Prompt", { exact: true }).fill(prompt),

  /** Opens the list, looks the model up and takes the first that is found. */
  async pickModel(model: string): Promise<void> {
    await page.getByLabel("Model", { exact: true }).click();
    await page.getByRole("combobox", { name: "Search models" }).fill(model);
    await page.getByRole("option", { name: model }).first().waitFor();
    await page.keyboard.press("Enter");
  },

  boundOutput: (tokens: number) => page.getByLabel("Max output tokens").fill(String(tokens)),
  setBudget: (dollars: string) => page.getByLabel("Budget in dollars").fill(dollars),

  async cutAt(rows: number): Promise<void> {
    await page.getByText("Advanced", { exact: true }).click();
    await page.getByLabel("Max rows per batch").fill(String(rows));
  },

  nameIt: (name: string) => page.getByLabel("Job name").fill(name),
  create: () => page.getByRole("button", { name: "Create job" }).click(),

  preview: page.getByRole("region", { name: "Preview with real rows" }),
  estimate: (kind: "Batch" | "Real time") =>
    page.getByRole("img", { name: new RegExp(`^${kind}: .* expected, between .* and .*`) }),
});
