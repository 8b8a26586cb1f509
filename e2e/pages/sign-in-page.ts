import type { Page } from "@playwright/test";
import { ACCOUNT } from "../support/account";
import { awake } from "../support/awake";

export const signInPage = (page: Page) => ({
  open: () => page.goto("/sign-in"),

  /** Fills in the form and sends it; what is not given is that of the account. */
  async enter(values: { email?: string; password?: string } = {}): Promise<void> {
    await awake(page);
    await page.getByLabel("Email").fill(values.email ?? ACCOUNT.email);
    await page.getByLabel("Password").fill(values.password ?? ACCOUNT.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  },

  async tryDemo(): Promise<void> {
    await awake(page);
    await page.getByRole("button", { name: "Try the demo" }).click();
  },

  problem: page.getByRole("main").getByRole("alert"),
});
