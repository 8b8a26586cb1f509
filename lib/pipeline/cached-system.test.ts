import { afterAll, beforeAll, expect, test } from "vitest";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
afterAll(() => tranche?.close());

test("a system text that Anthropic keeps for an hour is paid once as written and then as read", async () => {
  const { line, runtime, organizationId } = tranche;
  const apiKey = `sk-sandbox-${runtime.newId("key")}`;
  const connection = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: "Cached", provider: "anthropic", apiKey, settings: {} },
    baseUrl: `${line.sandbox.url}/anthropic`,
  });
  const system = Array.from({ length: 6000 }, (_, i) => `rule ${i}`).join(" ");
  const id = await tranche.run(await tranche.upload(csv(4)), {
    ...{ connectionId: connection.id, model: "claude-haiku-4-5" },
    request: { prompt: PROMPT, system, cacheSystem: "1h", maxOutputTokens: 400 },
  });
  expect(await tranche.job(id)).toMatchObject({ status: "completed", cost: { unpricedRows: 0 } });
  const entries = await tranche.inside((scope) =>
    scope.tx.ledgerEntry.findMany({ where: { organizationId, jobId: id } }),
  );
  const tokens = new Map(entries.map(({ meter, quantity }) => [meter, Number(quantity)]));
  expect(tokens.get("cache_write_1h")).toBeGreaterThan(6000);
  expect(tokens.get("cached_input")).toBe(3 * (tokens.get("cache_write_1h") ?? 0));
});
