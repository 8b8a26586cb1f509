import type { Page } from "@playwright/test";

export const accountPage = (page: Page) => ({
  open: () => page.goto("/settings/account"),

  session: (device: string | RegExp) => page.getByRole("row", { name: device }),

  /** Turns two-step sign-in on. `codeOf` makes the code of a secret. Returns the recovery codes. */
  async turnOnSecondStep(
    password: string,
    codeOf: (secret: string) => string,
  ): Promise<readonly string[]> {
    await page.getByRole("button", { name: "Turn on two-step sign-in" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Present password").fill(password);
    await dialog.getByRole("button", { name: "Continue" }).click();
    const secret = await dialog.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).textContent();
    await dialog.getByLabel("Code").fill(codeOf(secret?.replaceAll(" ", "") ?? ""));
    await dialog.getByRole("button", { name: "Turn on two-step sign-in" }).click();
    await dialog.getByRole("heading", { name: "Recovery codes" }).waitFor();
    const codes = await dialog.getByRole("listitem").allTextContents();
    await dialog.getByRole("button", { name: "I have stored them" }).click();
    return codes;
  },
});
