import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { readParquet } from "../lib/testing/read-parquet";
import { datasetPage, datasetsPage } from "./pages/datasets-page";
import { jobPage } from "./pages/job-page";
import { newJobPage } from "./pages/new-job-page";
import { ACCOUNT } from "./support/account";
import { type BankMessages, bankMessages } from "./support/bank-messages";
import { readCsv } from "./support/csv";
import { everyLog } from "./support/logs";
import { mailAbout } from "./support/mailbox";
import { expect, test } from "./support/test";

const PROMPT = "Classify this bank customer message into one of 77 intents: ";
const JOB_NAME = "Intents of customer messages";
const ROWS_PER_BATCH = 2_500;

test("a file goes in, its results, its bill and its saving come out", async ({ page }, info) => {
  test.setTimeout(240_000);
  const messages = bankMessages(info.outputDir);
  await test.step("upload", () => upload(page, messages));
  await test.step("plan", () => plan(page, messages));
  await test.step("approve and follow", () => approveAndFollow(page));
  await test.step("costs and batches", () => seeCosts(page));
  await test.step("results", () => compareResults(page, messages));
  await test.step("mail", () => readMail(page));
  await test.step("overview", () => seeOverview(page));
  await test.step("savings report", () => seeReports(page));
  await test.step("no log tells of it", () => readLogs(messages));
});

/** What people wrote, sent and signed in with stays out of every log. */
function readLogs({ rows }: BankMessages): void {
  const texts = rows.map(([cell]) => cell ?? "").filter((cell) => cell.length > LONG_ENOUGH);
  expect(texts.length).toBeGreaterThan(5_000);
  const said = [PROMPT.trim(), ACCOUNT.password, ACCOUNT.apiKey, ...texts];
  const logs = everyLog();
  expect(Object.keys(logs)).toEqual(expect.arrayContaining(["web.log", "worker.log"]));
  expect(logs["worker.log"]).toContain('"msg":"task done"');
  for (const [name, log] of Object.entries(logs)) {
    expect([name, ...said.filter((text) => log.includes(text))]).toEqual([name]);
  }
}

/** Characters; a shorter text could stand in a log by chance. */
const LONG_ENOUGH = 30;

async function upload(page: Page, { file, rows }: BankMessages): Promise<void> {
  const datasets = datasetsPage(page);
  const dataset = datasetPage(page);
  await datasets.open();
  // Slow enough for the eye, as a file of this size is on an ordinary line.
  const network = await page.context().newCDPSession(page);
  await network.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_500_000 },
  });
  await datasets.choose(file);
  await expect(datasets.progress).toBeVisible();
  await expect(page).toHaveURL(/\/datasets\/ds_/);
  await network.detach();
  await expect(dataset.figure("Rows")).toHaveText("10,003");
  await expect(dataset.figure("Rejected lines")).toHaveText("0");
  await expect(dataset.columns.getByRole("row")).toHaveText([
    /^Name/,
    /^textText/,
    /^categoryText/,
  ]);
  for (const [index, row] of rows.slice(0, 5).entries()) {
    await expect(dataset.rows.getByRole("row").nth(index + 1)).toHaveText(
      `${index + 1}${row[0]}${row[1]}`,
    );
  }
}

async function plan(page: Page, { rows }: BankMessages): Promise<void> {
  const form = newJobPage(page);
  await datasetPage(page).newJob();
  await form.writePrompt(`${PROMPT}{{text}}`);
  for (const row of rows.slice(0, 3)) {
    await expect(form.preview.getByText(`${PROMPT}${row[0]}`, { exact: true })).toBeVisible();
  }
  await form.pickModel("gpt-4o-mini");
  await expect(form.estimate("Batch")).toBeVisible();
  await expect(form.estimate("Real time")).toBeVisible();
  await expect(page.getByText("50% less than in real time")).toBeVisible();
  await form.cutAt(ROWS_PER_BATCH);
  await form.nameIt(JOB_NAME);
  await form.create();
  await expect(page).toHaveURL(/\/jobs\/job_/);
}

/** The page is not touched between approval and end; it must move by itself, and stay the same document. */
async function approveAndFollow(page: Page): Promise<void> {
  const job = jobPage(page);
  await job.approveButton.click();
  const documentMark = `${Date.now()}`;
  await page.evaluate((mark) => Object.assign(window, { documentMark: mark }), documentMark);
  const seen = new Set<number>();
  await expect(async () => {
    seen.add(await job.count("succeeded"));
    await expect(job.heading).toContainText("Completed", { timeout: 50 });
  }).toPass({ timeout: 120_000, intervals: [150] });
  seen.add(await job.count("succeeded"));
  const between = [...seen].filter((count) => count > 0 && count < 10_003);
  expect(between.length, `counts seen: ${[...seen].join(", ")}`).toBeGreaterThan(0);
  expect(await job.count("succeeded")).toBe(10_003);
  expect(await job.count("pending")).toBe(0);
  expect(await page.evaluate(() => Reflect.get(window, "documentMark"))).toBe(documentMark);
}

async function seeCosts(page: Page): Promise<void> {
  const job = jobPage(page);
  const billed = await job.amount("Cost");
  const realtime = await job.amount("Real-time cost");
  const saving = await job.amount("Saving");
  expect(billed.exact).toBeGreaterThan(0);
  expect(realtime.exact).toBeCloseTo(2 * billed.exact, 9);
  expect(saving.exact).toBeCloseTo(realtime.exact - billed.exact, 9);
  await expect(page.getByText("Simulated").first()).toBeVisible();
  const batches = Math.ceil(10_003 / ROWS_PER_BATCH);
  await expect(job.timeline.getByRole("img", { name: /^Batch \d, Settled/ })).toHaveCount(batches);
  await expect(job.batches.getByRole("row")).toHaveCount(batches + 1);
}

async function compareResults(page: Page, { rows }: BankMessages): Promise<void> {
  const job = jobPage(page);
  const formulas = (cells: readonly (string | undefined)[], start: RegExp) =>
    cells.filter((cell) => start.test(cell ?? "")).length;
  const neutral = readCsv(readFileSync(await job.download("CSV"), "utf8")).map(([cell]) => cell);
  expect(formulas(neutral, /^[=+\-@\t\r\n]/)).toBe(0);
  expect(formulas(neutral, /^'[=+\-@\t\r\n]/)).toBe(
    formulas(
      rows.map(([cell]) => cell),
      /^[=+\-@\t\r\n]/,
    ),
  );

  const [header, ...records] = readCsv(
    readFileSync(await job.download("CSV", { asItIs: true }), "utf8"),
  );
  expect(header?.slice(0, 4)).toEqual(["text", "category", "tranche_status", "tranche_output"]);
  expectInOrder(records, rows);

  const lines = readFileSync(await job.download("JSONL"), "utf8")
    .trimEnd()
    .split("\n");
  expectInOrder(
    lines.map((line) => answered(JSON.parse(line))),
    rows,
  );
  expectInOrder((await readParquet(await job.download("Parquet"))).map(answered), rows);
}

function answered(row: Record<string, unknown>): string[] {
  return [row.text, row.category, row.tranche_status, row.tranche_output].map(String);
}

/** Every row of the file, in its order, with an answer. */
function expectInOrder(found: readonly string[][], rows: BankMessages["rows"]): void {
  expect(found).toHaveLength(10_003);
  const wrong = rows.findIndex(([text, category], index) => {
    const [foundText, foundCategory, status, output] = found[index] ?? [];
    return foundText !== text || foundCategory !== category || status !== "succeeded" || !output;
  });
  expect(wrong, `row ${wrong + 1} is ${JSON.stringify(found[wrong])}`).toBe(-1);
}

async function readMail(page: Page): Promise<void> {
  const mail = await mailAbout(JOB_NAME);
  const billed = await jobPage(page).amount("Cost");
  const saving = await jobPage(page).amount("Saving");
  expect(mail.text).toContain("10,003");
  expect(mail.text).toContain(billed.shown);
  expect(mail.text).toContain(saving.shown);
  expect(mail.text).toContain(page.url());
  expect(mail.html).toContain(`href="${page.url()}"`);
}

async function seeOverview(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Overview" }).click();
  const chart = page.getByRole("figure").filter({ hasText: "Billed and saved, by Day" });
  await expect(chart.locator(".recharts-bar-rectangle path").first()).toBeVisible();
  await expect(page.getByRole("link", { name: JOB_NAME })).toBeVisible();
  await page.getByRole("radio", { name: "Table" }).click();
  await expect(page.getByRole("row", { name: /^Nov|^[A-Z][a-z]{2} \d/ }).first()).toBeVisible();
}

async function seeReports(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Savings", exact: true }).click();
  const keys = {
    Team: "Default",
    Model: "gpt-4o-mini",
    Provider: "OpenAI",
    Job: JOB_NAME,
    Day: new Date().toISOString().slice(0, 4),
  };
  for (const [group, key] of Object.entries(keys)) {
    await page.getByRole("tab", { name: group }).click();
    const line = page.getByRole("row").filter({ hasText: key }).first();
    await expect(line).toContainText("$0.");
    await expect(page.getByRole("row", { name: /^Total/ })).toContainText("$0.");
  }
}
