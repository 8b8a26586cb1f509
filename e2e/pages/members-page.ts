import { expect, type Page } from "@playwright/test";

export const membersPage = (page: Page) => ({
  async open(): Promise<void> {
    await page.goto("/settings/members");
    await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
    await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
  },

  /** The row of a person or of an invitation. */
  row: (words: string | RegExp) => page.getByRole("row", { name: words }),

  async invite(email: string, role: string): Promise<void> {
    await page.getByRole("button", { name: "Invite" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Email").fill(email);
    await dialog.getByRole("combobox", { name: "Role in the organization" }).click();
    await page.getByRole("option", { name: role, exact: true }).click();
    await dialog.getByRole("button", { name: "Send invitation" }).click();
  },

  async giveRole(name: string, role: string): Promise<void> {
    await page.getByRole("combobox", { name: `Role of ${name}` }).click();
    await page.getByRole("option", { name: role, exact: true }).click();
  },

  async choose(name: string, action: string): Promise<void> {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: action }).click();
  },
});
