import type { Page } from "@playwright/test";

/** Waits until the page's script has taken over what the server has drawn: a click before that is lost. */
export async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector("main");
    return main !== null && Object.keys(main).some((name) => name.startsWith("__reactProps"));
  });
}
