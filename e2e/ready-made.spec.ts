import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { jobPage } from "./pages/job-page";
import { newJobPage } from "./pages/new-job-page";
import { datasetOf } from "./support/api";
import { expectNoFaults } from "./support/faults";
import { expect, test } from "./support/test";

/** Two that can be said elsewhere; one that wants thoughts, which may be left out; one that shows a document, which is the question. */
const REQUESTS = [
  { messages: [{ role: "user", content: "Which intent: where is my card?" }] },
  {
    messages: [{ role: "user", content: "Which intent: I lost my card." }],
    thinking: { type: "enabled", budget_tokens: 1024 },
  },
  {
    messages: [
      {
        role: "user",
        content: [{ type: "document", source: { type: "url", url: "https://bank.example/a.pdf" } }],
      },
    ],
  },
  { system: "Be brief.", messages: [{ role: "user", content: "Which intent: top up." }] },
];

test("requests in Anthropic's shape run on OpenAI; what it cannot say is named before anything is sent", async ({
  page,
  baseURL,
}, info) => {
  const form = newJobPage(page);
  const job = jobPage(page);
  await form.open(await datasetOf(String(baseURL), requestFile(info.outputDir)));
  await form.pickModel("gpt-4o-mini");
  await form.boundOutput(2_000);

  await expect(form.preview).toContainText(/Row 1.*Row 2 cannot be sent.*Row 3 cannot be sent/s);
  await expect(form.preview).toContainText("no place for “params.thinking.type”");
  await expect(form.preview).toContainText(/no place for “params\.messages\[0\]\.content/);
  await form.preview.getByRole("button").filter({ hasText: "Leave" }).press("Enter");
  await expect(page.getByLabel("Fields to leave out")).toHaveValue("thinking");
  await expect(form.preview).toBeFocused();
  await expect(form.preview.getByText("Row 2 cannot be sent")).toHaveCount(0);
  await expect(form.preview.getByRole("article")).toHaveCount(2);
  await expectNoFaults(page, "the form with a refused row");
  await expect(form.estimate("Batch")).toBeVisible();
  await form.create();

  await expect(page.getByText("1 of 4 rows will not be sent")).toBeVisible();
  await expect(page.getByText("Row 3", { exact: true })).toBeVisible();
  await expectNoFaults(page, "a job with a refused row");
  await job.approveButton.click();
  await job.hasEnded("Completed with errors");
  expect(await job.count("succeeded")).toBe(3);
  expect(await job.count("failed")).toBe(1);
  await page.getByText("1 of 4 rows is not sent").click();
  await expect(page.getByText("Row 3", { exact: true })).toBeVisible();

  const lines = readFileSync(await job.download("JSONL"), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines.map((line) => statusOf(JSON.parse(line)))).toEqual([
    "ask-1 succeeded",
    "ask-2 succeeded",
    "ask-3 failed",
    "ask-4 succeeded",
  ]);
});

const statusOf = (row: Record<string, unknown>) => `${row.custom_id} ${row.tranche_status}`;

function requestFile(folder: string): string {
  const lines = REQUESTS.map((request, index) => {
    const params = { model: "claude-haiku-4-5", max_tokens: 2_000, ...request };
    return `${JSON.stringify({ custom_id: `ask-${index + 1}`, params })}\n`;
  });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "requests.jsonl");
  writeFileSync(file, lines.join(""));
  return file;
}
