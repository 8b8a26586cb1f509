import type { Locator, Page } from "@playwright/test";
import { ACCOUNT } from "./support/account";
import { awake } from "./support/awake";
import { fewMessages } from "./support/bank-messages";
import { expect, test } from "./support/test";

test.use({ signedIn: false });

test("signing in, uploading and making a job need no mouse", async ({ page }, info) => {
  await page.goto("/sign-in");
  await awake(page);
  await tabTo(page, page.getByLabel("Email"));
  await page.keyboard.type(ACCOUNT.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(ACCOUNT.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  await tabTo(page, page.getByRole("link", { name: "Datasets" }));
  await page.keyboard.press("Enter");
  const chooseFiles = page.getByRole("button", { name: "Choose files" });
  await chooseFiles.waitFor();
  await tabTo(page, chooseFiles);
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await picker).setFiles(fewMessages(info.outputDir, 25));

  const newJob = page.getByRole("link", { name: "New job with this data" });
  await newJob.waitFor();
  await tabTo(page, newJob);
  await page.keyboard.press("Enter");
  const prompt = page.getByLabel("Prompt", { exact: true });
  await prompt.waitFor();
  await tabTo(page, prompt);
  await page.keyboard.type("Which intent has ");
  await tabTo(page, page.getByRole("button", { name: "Insert column text into: Prompt" }));
  await page.keyboard.press("Enter");
  await expect(prompt).toHaveValue("Which intent has {{text}}");
  await expect(prompt).toBeFocused();
  await tabTo(page, page.getByLabel("Model", { exact: true }));
  await page.keyboard.press("Enter");
  await page.keyboard.type("gpt-4o-mini");
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Create job" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\/job_/);
  const approve = page.getByRole("button", { name: /^Approve/ });
  await approve.waitFor();
  await tabTo(page, approve);
});

/** Presses Tab until the control has the focus, which must show. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(control).toBeFocused();
  const outline = await control.evaluate((element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return outlineStyle !== "none" && outlineWidth !== "0px" ? outlineStyle : boxShadow;
  });
  expect(outline).not.toBe("none");
}
