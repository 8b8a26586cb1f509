import type { Page } from "@playwright/test";
import { call, jobOver, reaches } from "./support/api";
import { expect, test } from "./support/test";

const IMAGE = `<img src="x" onerror="window.slipped = 'image'">`;
const SCRIPT = `<script>window.slipped = "script"</script>`;
const LINK = "javascript:window.slipped='link'";
const NAME = `Named ${IMAGE}${SCRIPT}`;

/** The text stands on the page as it is, and nothing of it has become an element, a link or a script that ran. */
async function shownAsText(page: Page, path: string, text: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText(text).filter({ visible: true }).first(), path).toBeVisible();
  await nothingBecame(page, path);
}

async function nothingBecame(page: Page, what: string): Promise<void> {
  const made = () =>
    page.evaluate(() => ({
      elements: document.querySelectorAll('img[src="x"], [onerror], a[href^="javascript:"]').length,
      ran: Reflect.get(window, "slipped") ?? null,
    }));
  expect(await made(), what).toEqual({ elements: 0, ran: null });
}

/** A dataset whose name, columns, values and rejected lines are all hostile. Returns its id. */
async function hostileDataset(baseUrl: string): Promise<string> {
  const form = new FormData();
  const row = JSON.stringify({ text: `${IMAGE}${SCRIPT}`, [IMAGE]: LINK });
  form.set("name", NAME);
  form.set("file", new Blob([`${row}\n{${SCRIPT}\n`]), "hostile.jsonl");
  const made = await call(baseUrl, "/datasets", { method: "POST", body: form });
  const { id } = made as { id: string };
  await reaches(baseUrl, `/datasets/${id}`, ["ready"]);
  return id;
}

test("HTML in names, columns, values and rejected lines is shown as text", async ({
  page,
  baseURL,
}) => {
  const datasetId = await hostileDataset(String(baseURL));
  await shownAsText(page, "/datasets", NAME);
  await shownAsText(page, `/datasets/${datasetId}`, NAME);
  for (const text of [IMAGE, LINK, `{${SCRIPT}`]) {
    await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }
});

test("HTML in a prompt and in a job's name is shown as text", async ({ page, baseURL }) => {
  const datasetId = await hostileDataset(String(baseURL));
  const jobId = await jobOver(String(baseURL), { name: NAME, datasetId, approve: true });
  await shownAsText(page, "/jobs", NAME);
  await shownAsText(page, `/jobs/${jobId}`, NAME);
  await shownAsText(page, "/", NAME);
  await page.goto(`/jobs/new?dataset=${datasetId}`);
  await page.getByLabel("Prompt", { exact: true }).fill(`${SCRIPT} {{text}}`);
  await expect(page.getByText(`${SCRIPT} ${IMAGE}${SCRIPT}`).first()).toBeVisible();
  await nothingBecame(page, "the preview");
});

test("HTML in the name of a key is shown as text", async ({ page }) => {
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create API key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(NAME);
  await page.getByRole("dialog").getByRole("button", { name: "Create API key" }).click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  await shownAsText(page, "/settings/api-keys", NAME);
});
