import { expect, type Page } from "@playwright/test";

type Part = "succeeded" | "failed" | "expired" | "cancelled" | "pending";

interface Amount {
  readonly shown: string;
  /** Dollars. */
  readonly exact: number;
}

export const jobPage = (page: Page) => ({
  open: (jobId: string) => page.goto(`/jobs/${jobId}`),
  heading: page.getByRole("heading", { level: 1 }),
  approveButton: page.getByRole("button", { name: /^Approve/ }),
  timeline: page.getByRole("region", { name: "Timeline of the batches" }),
  batches: page.getByRole("group", { name: "Batches", exact: true }),

  /** What stands under a label of the costs: as it is shown, and the exact figure behind it. */
  async amount(label: "Cost" | "Real-time cost" | "Saving"): Promise<Amount> {
    const stat = page.locator("[data-slot=stat]");
    const named = stat.filter({ has: page.getByText(label, { exact: true }) });
    const text = (await named.locator("dd").first().textContent()) ?? "";
    const [shown = "", exact = shown] = text.match(/\$[\d.,]+/g) ?? [];
    return { shown, exact: Number(exact.replace(/[$,]/g, "")) };
  },

  async count(part: Part): Promise<number> {
    const text = await page.locator(`[data-count=${part}]`).textContent();
    return Number(text?.replaceAll(",", ""));
  },

  /** Waits until the job has ended one way, within the time that its batches may take. */
  hasEnded: (status: "Completed" | "Completed with errors" | "Cancelled") =>
    expect(page.getByRole("heading", { level: 1 }).getByText(status, { exact: true })).toBeVisible({
      timeout: 90_000,
    }),

  /** Takes the results in a format from the menu, a CSV with its formulas if that is wanted. Returns the path of the file. */
  async download(
    format: "CSV" | "JSONL" | "Parquet",
    { asItIs = false }: { asItIs?: boolean } = {},
  ): Promise<string> {
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download results" }).click();
    const neutral = page.getByRole("menuitemcheckbox", { name: /^CSV without formulas/ });
    // The page remembers what was chosen before.
    if ((await neutral.getAttribute("aria-checked")) === String(asItIs)) await neutral.click();
    await page.getByRole("menuitem", { name: format, exact: true }).click();
    return (await arriving).path();
  },

  async cancel(): Promise<void> {
    await page.getByRole("button", { name: "Cancel job" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  },
});
