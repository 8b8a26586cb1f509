import type { Page } from "@playwright/test";
import { call, datasetOf, jobOver } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { pagesOfApp } from "./support/pages-of-app";
import { expect, test } from "./support/test";

test.describe.configure({ timeout: 240_000 });

let ids: Readonly<Record<string, string>>;

test.beforeAll(async ({ browser: _ }, info) => {
  const baseUrl = String(info.project.use.baseURL);
  const datasetId = await datasetOf(baseUrl, fewMessages(info.outputDir, 20));
  const jobId = await jobOver(baseUrl, { name: "Looked at", datasetId, approve: false });
  const teams = (await call(baseUrl, "/teams")) as { data: { id: string }[] };
  ids = {
    ...{ "/datasets/[id]": `/datasets/${datasetId}`, "/jobs/[id]": `/jobs/${jobId}` },
    "/settings/teams/[id]": `/settings/teams/${teams.data[0]?.id}`,
  };
});

/** What the browser refused to load or run on the page that is open. */
async function watchViolations(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener("securitypolicyviolation", (event) => {
      seen.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return () => page.evaluate(() => Reflect.get(window, "violations"));
}

/** Opens a page and gives the nonce of its policy; every script of its HTML must carry it, and none may be left over. */
async function nonceOf(page: Page, path: string): Promise<string> {
  const response = await page.goto(path);
  const policy = response?.headers()["content-security-policy"] ?? "none";
  const nonce = /script-src 'self' 'nonce-([^']{20,})' 'strict-dynamic';/.exec(policy)?.[1] ?? "";
  expect(nonce, `${path}: ${policy}`).not.toBe("");
  const scripts = (await response?.text())?.match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.length, path).toBeGreaterThan(0);
  expect(
    scripts.filter((script) => !script.includes(`nonce="${nonce}"`)),
    path,
  ).toEqual([]);
  return nonce;
}

async function visitAll(page: Page, paths: readonly string[]): Promise<void> {
  const violations = await watchViolations(page);
  const nonces: string[] = [];
  for (const path of paths) {
    nonces.push(await nonceOf(page, path), await nonceOf(page, path));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
    expect(await violations(), path).toEqual([]);
  }
  expect(new Set(nonces).size).toBe(2 * paths.length);
}

test.describe("on every page", () => {
  test.use({ expectedErrors: [/status of 40[04]/] });

  test("scripts carry a nonce that no other answer has, and nothing is refused", async ({
    page,
  }) => {
    const pages = pagesOfApp("(dashboard)").map((path) => ids[path] ?? path);
    expect(pages.filter((path) => path.includes("["))).toEqual([]);
    await visitAll(page, [...pages, "/nowhere", "/jobs/with.a.dot"]);
  });
});

test.describe("signed out", () => {
  test.use({ signedIn: false });

  test("nor is anything on the pages before signing in", async ({ page }) => {
    await visitAll(page, pagesOfApp("(auth)"));
  });
});

test("menus, dialogs, lists of choices, toasts and a change of theme need nothing that is refused", async ({
  page,
}) => {
  const violations = await watchViolations(page);
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create API key" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/connections");
  await page.getByRole("button", { name: "Add connection" }).first().click();
  await page.getByRole("combobox").first().click();
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveClass(/dark/);
  expect(await violations()).toEqual([]);
  // The scroll of the page is locked by a style that carries the nonce.
  const styles = () =>
    page.evaluate(() => [...document.querySelectorAll("style")].map(({ nonce }) => nonce !== ""));
  expect(await styles()).toContain(true);
});

test("answers of the API are no pages, and say so", async ({ page }) => {
  for (const path of ["/api/health", "/api/v1/openapi.json", "/api/v1/jobs", "/api/nowhere"]) {
    const headers = (await page.request.get(path)).headers();
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; frame-ancestors/);
    expect(headers["x-frame-options"]).toBe("DENY");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
});

test.describe("what somebody slips into a page", () => {
  test.use({ expectedErrors: [/Content Security Policy|Failed to load resource/] });

  test("does not run", async ({ page }) => {
    const violations = await watchViolations(page);
    await page.route("**/settings", async (route) => {
      const response = await route.fetch();
      const slipped = `<script>window.slipped = "inline"</script>
        <img src="/nowhere.png" onerror="window.slipped = 'handler'">
        <a id="bait" href="javascript:window.slipped = 'link'">link</a>
        <script src="https://elsewhere.test/evil.js"></script>
        <base href="https://elsewhere.test/">`;
      const body = (await response.text()).replace("</body>", `${slipped}</body>`);
      await route.fulfill({ response, body });
    });
    await page.goto("/settings");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.evaluate(() => document.getElementById("bait")?.click());
    const refused = async () => [...new Set(await violations())].sort();
    await expect
      .poll(refused)
      .toEqual([
        expect.stringMatching(/^base-uri https:\/\/elsewhere.test/),
        expect.stringMatching(/^script-src-attr inline/),
        expect.stringMatching(/^script-src-elem https:\/\/elsewhere.test/),
        expect.stringMatching(/^script-src-elem inline/),
      ]);
    expect(await page.evaluate(() => Reflect.get(window, "slipped"))).toBeUndefined();
    expect(page.url()).toMatch(/\/settings$/);
  });
});

test.describe("in a frame of another site", () => {
  test.use({ expectedErrors: [/frame/i] });

  test("no page is shown", async ({ page, baseURL }) => {
    const outside = "http://elsewhere.test/";
    const body = `<iframe src="${baseURL}/settings"></iframe>`;
    await page.route(outside, (route) => route.fulfill({ contentType: "text/html", body }));
    await page.goto(outside);
    const [, frame] = page.frames();
    await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
  });
});
