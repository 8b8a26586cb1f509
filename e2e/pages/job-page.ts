import { expect, type Page } from "@playwright/test";

type Part = "succeeded" | "failed" | "expired" | "cancelled" | "pending";

export const jobPage = (page: Page) => ({
  open: (jobId: string) => page.goto(`/jobs/${jobId}`),
  heading: page.getByRole("heading", { level: 1 }),
  approveButton: page.getByRole("button", { name: /^Approve/ }),
  timeline: page.getByRole("region", { name: "Timeline of the batches" }),
  batches: page.getByRole("group", { name: "Batches", exact: true }),

  /** The figure under a label of the costs: cost, real-time cost, saving, waste. */
  figure: (label: string) =>
    page
      .locator("[data-slot=stat]")
      .filter({ has: page.getByText(label, { exact: true }) })
      .locator("dd")
      .first(),

  async count(part: Part): Promise<number> {
    const text = await page.locator(`[data-count=${part}]`).innerText();
    return Number(text.replaceAll(",", ""));
  },

  /** Waits until the job has ended one way, within the time that its batches may take. */
  hasEnded: (status: "Completed" | "Cancelled") =>
    expect(page.getByRole("heading", { level: 1 }).getByText(status, { exact: true })).toBeVisible({
      timeout: 90_000,
    }),

  /** Takes the results in a format from the menu. Returns the path of the file. */
  async download(format: "CSV" | "JSONL" | "Parquet"): Promise<string> {
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download results" }).click();
    await page.getByRole("menuitem", { name: format, exact: true }).click();
    return (await arriving).path();
  },

  async cancel(): Promise<void> {
    await page.getByRole("button", { name: "Cancel job" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  },
});
