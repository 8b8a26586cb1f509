import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FOCUS_COLUMNS } from "@/lib/core/focus-columns";
import { formatUsd, parseUsd, sumMoney } from "@/lib/core/money";
import { focusFindings } from "@/lib/testing/focus-checker";
import { focusOfCsv, focusOfParquet } from "@/lib/testing/read-focus";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
let month: string;
const PROMPT = `${"Always answer with one word, and never with more than that. ".repeat(200)}{{text}}`;

beforeAll(async () => {
  api = await openTestApi();
  month = new Date().toISOString().slice(0, 7);
  // Rows that are paid for nothing, rows that are sent again, and tokens read from a cache.
  api.line.sandbox.faults.replace({
    batches: [
      {
        times: 1,
        rows: [
          { outcome: "length", lines: [1] },
          { outcome: "http_500", lines: [2] },
        ],
      },
    ],
  });
  const rows = Array.from({ length: 12 }, (_, i) => `row ${i + 1}`).join("\n");
  const dataset = await api.upload(`text\n${rows}\n`);
  await api.settle();
  const { data } = (await api.call("GET", "/v1/connections")).body;
  const made = await api.call("POST", "/v1/jobs", {
    body: {
      ...{ name: '=HYPERLINK("x"), línea', datasetId: dataset.body.id, connectionId: data[0].id },
      ...{ model: "gpt-4o-mini", maxAttempts: 3, autoApprove: true },
      request: { prompt: PROMPT, maxOutputTokens: 50 },
      strategy: { type: "static" },
    },
  });
  expect(made.status).toBe(201);
  await api.settle();
  await correctOneEntry();
}, 120_000);
afterAll(() => api?.close());

/** As the ledger is corrected: a further revision with the difference, booked when the month is over or in it. */
async function correctOneEntry(): Promise<void> {
  await api.inside(async ({ tx }) => {
    const [entry] = await tx.ledgerEntry.findMany({ where: { usable: true }, take: 1 });
    if (!entry) throw new Error("nothing was booked");
    const { price, ...rest } = entry;
    const one = (price as unknown as Record<string, { picoPerToken: string }>) ?? {};
    const pico = (of: string) => BigInt(one[of]?.picoPerToken ?? 0);
    for (const [revision, tokens, days] of [
      [1, -3n, 0],
      [2, 1n, 40],
    ] as const) {
      await tx.ledgerEntry.create({
        data: {
          ...rest,
          ...{ id: `${entry.id.slice(0, -2)}c${revision}`, revision, price: price ?? {} },
          quantity: tokens.toString(),
          billed: (tokens * pico("billed")).toString(),
          realtime: (tokens * pico("realtime")).toString(),
          createdAt: new Date(Date.now() + days * 86_400_000),
        },
      });
    }
  });
}

const get = (query: string, options = {}) => api.call("GET", `/v1/reports/focus?${query}`, options);
const csvOf = async (more = "") =>
  focusOfCsv((await get(`month=${month}&simulated=true${more}`)).body);
const parquetOf = async (query: string) => {
  const address = `${api.url}/api/v1/reports/focus?${query}&format=parquet`;
  const authorization = `Bearer ${api.line.environment.INIT_API_KEY}`;
  const answer = await fetch(address, { headers: { authorization } });
  expect(answer.status).toBe(200);
  return focusOfParquet(new Uint8Array(await answer.arrayBuffer()));
};
const total = (rows: readonly Readonly<Record<string, string | null>>[], name: string) =>
  formatUsd(sumMoney(rows.map((row) => parseUsd(row[name] ?? ""))));

describe("the FOCUS export", () => {
  it("conforms to FOCUS 1.2, with waste, retries, corrections and cached tokens in it", async () => {
    const { columns, rows } = await csvOf();
    expect(columns).toEqual(FOCUS_COLUMNS.map(({ name }) => name));
    expect(focusFindings(columns, rows)).toEqual([]);
    const having = (name: string) => new Set(rows.map((row) => row[name]));
    expect(having("x_Usable")).toEqual(new Set(["true", "false"]));
    expect(having("x_Attempt")).toEqual(new Set(["1", "2"]));
    expect(having("ChargeClass")).toEqual(new Set([null, "Correction"]));
    expect(having("x_Revision")).toEqual(new Set(["0", "1", "2"]));
    expect(having("SkuMeter")).toContain("Cached Input Tokens");
    expect(having("x_Simulated")).toEqual(new Set(["true"]));
  });

  it("adds up to the savings report, and shows the list cost of waste besides", async () => {
    const { rows } = await csvOf();
    const report = (await api.call("GET", "/v1/reports/savings?simulated=true")).body.total;
    const used = rows.filter((row) => row.x_Usable === "true");
    const waste = rows.filter((row) => row.x_Usable === "false");
    expect(total(rows, "BilledCost")).toBe(report.billed);
    expect(total(used, "ListCost")).toBe(report.realtime);
    expect(total(waste, "BilledCost")).toBe(report.waste);
    // A batch costs half.
    expect(parseUsd(total(waste, "ListCost"))).toBe(2n * parseUsd(report.waste));
    expect(parseUsd(report.waste)).toBeGreaterThan(0n);
    for (const name of ["EffectiveCost", "ContractedCost"]) {
      expect(total(rows, name)).toBe(report.billed);
    }
  });

  it("says the same in Parquet, with exact types", async () => {
    const csv = await csvOf();
    const file = await parquetOf(`month=${month}&simulated=true`);
    expect(focusFindings(file.columns, file.rows)).toEqual([]);
    expect(file.types).toMatchObject({
      ...{ BilledCost: "DECIMAL(38,12)", ListUnitPrice: "DECIMAL(38,6)" },
      ...{ ConsumedQuantity: "DECIMAL(38,0)", PricingQuantity: "DECIMAL(38,6)" },
      ...{ ChargePeriodStart: "TIMESTAMP WITH TIME ZONE", InvoiceId: "VARCHAR" },
      ...{ x_Usable: "BOOLEAN", x_Attempt: "INTEGER", Tags: "VARCHAR" },
    });
    expect(Object.values(file.types)).not.toContain("DOUBLE");
    expect(file.notes).toMatchObject({ FocusVersion: "1.2", DataGenerator: "Tranche" });
    const plain = (cells: Readonly<Record<string, string | null>>) =>
      Object.entries(cells).map(([name, cell]) => [name, withoutZeros(name, cell)]);
    expect(file.rows.map(plain)).toEqual(csv.rows.map(plain));
    expect(await readdir(api.line.process.runtime.lake.scratchDir)).not.toContainEqual(
      expect.stringMatching(/^table-/),
    );
  });

  it("keeps real and simulated money apart", async () => {
    for (const query of [`month=${month}`, "month=2020-02&simulated=true"]) {
      const csv = focusOfCsv((await get(query)).body);
      const parquet = await parquetOf(query);
      expect([csv.rows, parquet.rows]).toEqual([[], []]);
      expect(parquet.columns).toEqual(csv.columns);
    }
  });

  it("is a file with a name, and for people without formulas", async () => {
    const { headers, body } = await get(`month=${month}&simulated=true`);
    expect(headers.get("content-disposition")).toContain(`"focus-1.2-${month}-simulated.csv"`);
    expect(headers.get("content-type")).toContain("text/csv");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(body).toContain("línea");
    const { rows } = await csvOf("&neutralize=true");
    expect(rows.some((row) => row.BilledCost?.startsWith("-"))).toBe(true);
    expect(rows.map((row) => JSON.parse(row.Tags ?? "")["tranche:job"])).toContain(
      '=HYPERLINK("x"), línea',
    );
  });

  it("is asked for with a month, a format and words that there are", async () => {
    const wrong = ["", "month=2026-13", "month=0000-01", "month=9999-01", "month=2026-11-01"];
    for (const query of [...wrong, `month=${month}&format=xlsx`, `month=${month}&simulated=yes`]) {
      const { status, body } = await get(query);
      expect([query, status, body.error.code]).toEqual([query, 400, "invalid_request"]);
    }
    expect((await get(`month=${month}`, { key: null })).status).toBe(401);
  });

  it("shows a key of one team that team alone, and another organization nothing", async () => {
    const made = await api.call("POST", "/v1/teams", { body: { name: "Other" } });
    const body = { name: "Theirs", scopes: ["read"], teamId: made.body.id };
    const key = (await api.call("POST", "/v1/api-keys", { body })).body.secret;
    for (const other of [key, await api.stranger()]) {
      const { body: text, status } = await get(`month=${month}&simulated=true`, { key: other });
      expect([status, focusOfCsv(text).rows]).toEqual([200, []]);
    }
  });
});

/** Parquet writes all places of a decimal. */
function withoutZeros(name: string, cell: string | null): string | null {
  const decimal = FOCUS_COLUMNS.some((one) => one.name === name && one.type.kind === "decimal");
  return decimal && cell?.includes(".") ? cell.replace(/0+$/, "").replace(/\.$/, "") : cell;
}
