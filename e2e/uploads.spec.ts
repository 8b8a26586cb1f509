import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { datasetPage, datasetsPage } from "./pages/datasets-page";
import { fewMessages } from "./support/bank-messages";
import { readCsv } from "./support/csv";
import { expect, test } from "./support/test";

/** What the browser sends in one request: an upload is cut off after it. */
const CHUNK_BYTES = 16 * 1024 * 1024;

test("a file can be dragged in", async ({ page }, info) => {
  const datasets = datasetsPage(page);
  await datasets.open();
  await datasets.drop(fewMessages(info.outputDir, 40));
  await expect(page).toHaveURL(/\/datasets\/ds_/);
  await expect(datasetPage(page).figure("Rows")).toHaveText("40");
});

test.describe("without a connection", () => {
  test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/] });

  test("an upload that is cut off goes on where it stopped when the file is chosen again", async ({
    page,
    context,
  }, info) => {
    const rows = 20;
    const file = bigFile(info.outputDir, rows);
    const arrived = page.waitForResponse(
      (response) => response.request().method() === "PATCH" && response.status() === 204,
    );
    const first = datasetsPage(page);
    await first.open();
    await first.choose(file);
    await arrived;
    await context.setOffline(true);
    await expect(page.getByText("Waiting for the connection to come back…")).toBeVisible();
    await page.close();

    await context.setOffline(false);
    const next = await context.newPage();
    const offsets: number[] = [];
    next.on("request", (request) => {
      if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
    });
    const again = datasetsPage(next);
    await again.open();
    await again.choose(file);
    await expect(next).toHaveURL(/\/datasets\/ds_/);
    await expect(datasetPage(next).figure("Rows")).toHaveText(String(rows));
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(CHUNK_BYTES);
  });
});

test("lines that cannot be read are listed with line and reason, and can be downloaded", async ({
  page,
}, info) => {
  const file = fileWith(
    info.outputDir,
    "ragged.csv",
    "text,category\nfirst,a\nsecond\nthird,c\nfourth,d,too,much\n",
  );
  const datasets = datasetsPage(page);
  const dataset = datasetPage(page);
  await datasets.open();
  await datasets.choose(file);
  await expect(dataset.figure("Rows")).toHaveText("2");
  await expect(dataset.figure("Rejected lines")).toHaveText("2");
  await expect(dataset.rejects.getByRole("row")).toHaveText([
    /^Line/,
    /^31 field instead of 2second/,
    /^54 fields instead of 2fourth,d,too,much/,
  ]);
  const arriving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download all as CSV" }).click();
  const [header, ...rejects] = readCsv(readFileSync(await (await arriving).path(), "utf8"));
  expect(header).toEqual(["line", "reason", "excerpt"]);
  expect(rejects).toEqual([
    ["3", expect.stringContaining("wrong_field_count"), "second"],
    ["5", expect.stringContaining("wrong_field_count"), "fourth,d,too,much"],
  ]);
});

test("a file without a row that can be read says where, why, and what to do", async ({
  page,
}, info) => {
  const datasets = datasetsPage(page);
  await datasets.open();
  await datasets.choose(
    fileWith(info.outputDir, "unreadable.csv", "text,category\nonly one field\n"),
  );
  const problem = page.getByRole("main").getByRole("alert");
  await expect(problem).toContainText("The file could not be imported");
  await expect(problem).toContainText("on line 2: 1 field instead of 2");
  await expect(problem).toContainText("Correct the file and upload it again.");
  await problem.getByRole("link", { name: "Upload a corrected file" }).click();
  await expect(page).toHaveURL(/\/datasets$/);
});

function bigFile(folder: string, rows: number): string {
  const text = "What became of my card? ".repeat(60_000);
  const lines = Array.from({ length: rows }, (_, index) => `"${index} ${text}",card\n`);
  return fileWith(folder, "big.csv", `text,category\n${lines.join("")}`);
}

function fileWith(folder: string, name: string, content: string | Buffer): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}
