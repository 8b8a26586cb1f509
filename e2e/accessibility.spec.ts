import type { Page } from "@playwright/test";
import { datasetOf, jobOver, reaches } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { expectNoFaults } from "./support/faults";
import { expect, test } from "./support/test";

/** What the theme alone decides; the elements are the same in both. */
const OF_THE_THEME = ["color-contrast", "link-in-text-block"];
/** What the width alone decides. */
const OF_THE_WIDTH = ["target-size", "scrollable-region-focusable"];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const PUBLIC_SCREENS = ["/sign-in", "/sign-in/link", "/sign-in/reset", "/sign-up", "/invitation"];
let screens: string[];

test.describe.configure({ timeout: 240_000 });
test.use({ expectedErrors: [/status of 404/] });

test.beforeAll(async ({ browser: _ }, info) => {
  const baseUrl = String(info.project.use.baseURL);
  const datasetId = await datasetOf(baseUrl, fewMessages(info.outputDir, 60));
  const ended = await jobOver(baseUrl, { name: "Sixty messages", datasetId, approve: true });
  const waiting = await jobOver(baseUrl, { name: "Not approved", datasetId, approve: false });
  await reaches(baseUrl, `/jobs/${ended}`, ["completed", "completed_with_errors"]);
  screens = [
    ...["/", "/datasets", `/datasets/${datasetId}`],
    ...["/jobs", `/jobs/new?dataset=${datasetId}`, `/jobs/${ended}`, `/jobs/${waiting}`],
    ...[
      "/reports",
      "/connections",
      "/settings",
      "/settings/members",
      "/settings/teams",
      "/settings/api-keys",
      "/settings/audit",
      "/prices",
      "/prices/model?provider=openai&model=gpt-4o-mini",
      "/prices/compare?m=openai/gpt-4o-mini&m=openai/gpt-4.1&m=anthropic/claude-haiku-4-5",
      "/prices/agreements",
      "/settings/data",
      "/settings/account",
      "/nowhere",
    ],
  ];
});

for (const language of ["en", "es"]) {
  test.describe(`in ${language}`, () => {
    test("no screen has a fault that axe finds, light or dark, nor is wider than a phone", async ({
      page,
      baseURL,
    }) => {
      await page.context().addCookies([{ name: "locale", value: language, url: baseURL }]);
      for (const screen of screens) await examine(page, screen, language);
    });
  });
}

test.describe("signed out", () => {
  test.use({ signedIn: false });

  test("nor has any screen before signing in", async ({ page, baseURL }) => {
    for (const language of ["en", "es"]) {
      await page.context().addCookies([{ name: "locale", value: language, url: baseURL }]);
      for (const screen of PUBLIC_SCREENS) await examine(page, screen, language);
    }
  });
});

/** Themes change by the system's setting, so that each screen is opened once. */
async function examine(page: Page, screen: string, language: string): Promise<void> {
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(screen);
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
  await expect(page.locator("html")).toHaveClass(/light/);
  await expectNoFaults(page, `${screen}, light`);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveClass(/dark/);
  await expectNoFaults(page, `${screen}, dark`, OF_THE_THEME);

  await page.setViewportSize(PHONE);
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect
    .poll(overflow, `${screen} on a phone, pixels beyond the edge`)
    .toBeLessThanOrEqual(0);
  await expectNoFaults(page, `${screen}, on a phone`, OF_THE_WIDTH);
}
