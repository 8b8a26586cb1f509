import { jobPage } from "./pages/job-page";
import { newJobPage } from "./pages/new-job-page";
import { call, datasetOf, jobOver } from "./support/api";
import { fewMessages } from "./support/bank-messages";
import { planFaults } from "./support/house";
import { expect, test } from "./support/test";

const ROWS = 1_000;
let datasetId: string;

test.beforeAll(async ({ browser: _ }, info) => {
  const file = fewMessages(info.outputDir, ROWS);
  datasetId = await datasetOf(String(info.project.use.baseURL), file);
});

test("a prompt that names an unknown column is marked at its field and makes no job", async ({
  page,
}) => {
  const form = newJobPage(page);
  await form.open(datasetId);
  await form.writePrompt("Which intent has {{txt}}?");
  const prompt = page.getByLabel("Prompt", { exact: true });
  await expect(prompt).toHaveAccessibleDescription(
    /There is no column called txt\. The columns are: text, category\./,
  );
  await form.pickModel("gpt-4o-mini");
  await form.create();
  await expect(prompt).toBeFocused();
  await expect(page).toHaveURL(/\/jobs\/new/);
});

test("a job that could cost more than its budget cannot be approved, and says why", async ({
  page,
  baseURL,
}) => {
  const form = newJobPage(page);
  await form.open(datasetId);
  await form.writePrompt("Which intent has {{text}}?");
  await form.boundOutput(500);
  await form.pickModel("gpt-4o-mini");
  await form.setBudget("0.01");
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    /This job could not be approved\s*It could cost up to \$/,
  );
  await form.create();
  await expect(page.getByText(/ceiling of \$.* is above the budget of \$0\.01/)).toBeVisible();
  await expect(jobPage(page).approveButton).toHaveCount(0);
  const jobId = page.url().split("/").at(-1);
  await expect(call(String(baseURL), `/jobs/${jobId}/approve`, { method: "POST" })).rejects.toThrow(
    /budget/,
  );
});

test.describe("at a provider with little room", () => {
  // Room for a batch of 100 rows, never for one of 900: that one waits until it is cancelled. What is learned of the room
  // holds for a day, so the model is one that no other test asks.
  const model = "gpt-4.1-mini";
  test.beforeEach(() => planFaults({ enqueuedTokenLimits: { [model]: 8_000 } }));
  test.afterEach(() => planFaults({}));

  test("a running job can be cancelled: what is done stays, the rest is not sent", async ({
    page,
    baseURL,
  }) => {
    const wishes = { name: "Cancelled on the way", datasetId, model, maxRowsPerBatch: 900 };
    const jobId = await jobOver(String(baseURL), { ...wishes, approve: true });
    const job = jobPage(page);
    await job.open(jobId);
    await expect(job.batches).toContainText("limit of enqueued tokens is reached");
    await expect.poll(() => job.count("succeeded"), { timeout: 60_000 }).toBe(100);
    await job.cancel();
    await job.hasEnded("Cancelled");
    expect(await job.count("succeeded")).toBe(100);
    expect(await job.count("cancelled")).toBe(900);
    expect(await job.count("pending")).toBe(0);
    await expect(page.getByRole("button", { name: "Download results" })).toBeVisible();
  });
});
