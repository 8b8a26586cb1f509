import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";

export const datasetsPage = (page: Page) => ({
  /** Opens the page and waits until it answers to people: the list is there only then. */
  async open(): Promise<void> {
    await page.goto("/datasets");
    const list = page.getByRole("group", { name: "Datasets" });
    await expect(list.or(page.getByText("No datasets yet"))).toBeVisible();
  },

  /** Through the system's file picker, which the button opens. */
  async choose(file: string): Promise<void> {
    const picker = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose files" }).click();
    await (await picker).setFiles(file);
  },

  /** Drags a file over the page and lets it go there. */
  async drop(file: string): Promise<void> {
    const text = readFileSync(file, "utf8");
    const carried = await page.evaluateHandle(
      ([content, name]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], name, { type: "text/csv" }));
        return transfer;
      },
      [text, path.basename(file)] as const,
    );
    const zone = page.locator("[data-slot=drop-zone]");
    await zone.dispatchEvent("dragover", { dataTransfer: carried });
    await expect(zone).toContainText("Release to upload");
    await zone.dispatchEvent("drop", { dataTransfer: carried });
  },

  progress: page.getByRole("progressbar", { name: /^Upload of / }),
});

export const datasetPage = (page: Page) => ({
  heading: page.getByRole("heading", { level: 1 }),
  rows: page.getByRole("region", { name: "Rows of the dataset" }),
  columns: page.getByRole("group", { name: "Columns of the dataset" }),
  rejects: page.getByRole("group", { name: "Rejected lines" }),

  /** The figure under a label: rows, rejected lines, size. */
  figure: (label: string) =>
    page.locator("[data-slot=stat]").filter({ hasText: label }).locator("dd").first(),

  newJob: () => page.getByRole("link", { name: "New job with this data" }).click(),
});
