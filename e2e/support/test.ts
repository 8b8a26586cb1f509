import { type BrowserContext, test as base, expect } from "@playwright/test";
import { signInPage } from "../pages/sign-in-page";

type StoredState = Awaited<ReturnType<BrowserContext["storageState"]>>;

interface OwnFixtures {
  /** Whether the test begins signed in; on by default. */
  signedIn: boolean;
  /** Messages of the browser's console that the test brings about on purpose. */
  expectedErrors: readonly RegExp[];
  quietConsole: undefined;
}

/** Playwright's test, signed in as the account of the first start, failing on any error in the browser's console. */
export const test = base.extend<OwnFixtures, { session: StoredState }>({
  signedIn: [true, { option: true }],
  expectedErrors: [[], { option: true }],
  session: [
    async ({ browser }, use, { project }) => {
      const page = await browser.newPage({ baseURL: project.use.baseURL, locale: "en-US" });
      const signIn = signInPage(page);
      await signIn.open();
      await signIn.enter();
      await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
      const state = await page.context().storageState();
      await page.close();
      await use(state);
    },
    { scope: "worker" },
  ],
  storageState: async ({ session, signedIn }, use) => use(signedIn ? session : undefined),
  quietConsole: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await use(undefined);
      expect(errors.filter((text) => !expectedErrors.some((known) => known.test(text)))).toEqual(
        [],
      );
    },
    { auto: true },
  ],
});

export { expect };
