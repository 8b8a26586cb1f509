import { readFileSync } from "node:fs";
import { datasetOf, jobOver, reaches } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { expect, test } from "./support/test";

test.describe.configure({ timeout: 180_000 });

test("a job's content is deleted with a receipt, and its bill stays", async ({
  page,
  baseURL,
}, info) => {
  const datasetId = await datasetOf(String(baseURL), fewMessages(info.outputDir, 20));
  const jobId = await jobOver(String(baseURL), {
    name: "To be forgotten",
    datasetId,
    approve: true,
  });
  await reaches(String(baseURL), `/jobs/${jobId}`, ["completed", "completed_with_errors"]);
  await page.goto(`/jobs/${jobId}`);
  await page.getByRole("button", { name: "Actions for To be forgotten" }).click();
  await page.getByRole("menuitem", { name: "Delete content…" }).click();
  const dialog = page.getByRole("alertdialog", { name: /Delete what/ });
  await expect(dialog).toContainText("The bill and the savings");
  await expect(dialog).toContainText("What the provider returned");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText(/^Its content was deleted on/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Download results" })).toHaveCount(0);

  await page.getByRole("link", { name: "Receipts" }).click();
  const row = page.getByRole("row", { name: /To be forgotten/ });
  await expect(row).toContainText("Done", { timeout: 60_000 });
  await row.getByRole("button", { name: "Receipt: To be forgotten" }).click();
  const receipt = page.getByRole("dialog", { name: /To be forgotten/ });
  await expect(receipt).toContainText(/Through .*: nothing is left of 1 batch/);
  const arriving = page.waitForEvent("download");
  await receipt.getByRole("link", { name: "Download as JSON" }).click();
  const told = JSON.parse(readFileSync(await (await arriving).path(), "utf8"));
  expect(told).toMatchObject({ subject: { id: jobId }, receipt: { provider: { refused: [] } } });

  await page.goto("/jobs");
  await expect(page.getByRole("link", { name: "To be forgotten" })).toHaveCount(0);
  await page.getByRole("button", { name: "Show deleted" }).click();
  await expect(page.getByRole("row", { name: /To be forgotten/ })).toContainText("Deleted");
});

test("data with jobs is deleted only together with them", async ({ page, baseURL }, info) => {
  const datasetId = await datasetOf(String(baseURL), fewMessages(info.outputDir, 12));
  const jobId = await jobOver(String(baseURL), { name: "In the way", datasetId, approve: true });
  await reaches(String(baseURL), `/jobs/${jobId}`, ["completed", "completed_with_errors"]);
  await page.goto(`/datasets/${datasetId}`);
  await page.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Delete dataset…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("In the way");
  const confirm = dialog.getByRole("button", { name: "Delete for good" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("switch").click();
  await confirm.click();
  await expect(page.getByText(/^Deleted on/)).toBeVisible();
});

test("retention is set after a warning, and shown before it happens", async ({
  page,
  baseURL,
}, info) => {
  const datasetId = await datasetOf(String(baseURL), fewMessages(info.outputDir, 5));
  await page.goto("/settings/data");
  await page.getByLabel("Uploaded files").fill("3650");
  await page.getByRole("button", { name: "Save retention" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Save retention" }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.goto(`/datasets/${datasetId}`);
  await expect(page.getByText(/^The uploaded file is removed on/)).toBeVisible();
  await page.goto("/settings/data");
  await page.getByLabel("Uploaded files").fill("");
  await page.getByRole("button", { name: "Save retention" }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
});

test("a label is chosen for data, and the form of a job keeps it", async ({
  page,
  baseURL,
}, info) => {
  const datasetId = await datasetOf(String(baseURL), fewMessages(info.outputDir, 5));
  await page.goto(`/datasets/${datasetId}`);
  await page.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Change sensitivity…" }).click();
  await page.getByRole("dialog").getByLabel("Sensitivity").click();
  await page.getByRole("option", { name: "No batch storage" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("No batch storage");
  await page.goto(`/jobs/new?dataset=${datasetId}`);
  await expect(page.getByText("Rows are sent one by one: a batch would lie")).toBeVisible();
});
