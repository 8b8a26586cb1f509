import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api?.close());

it("ends the stream of a key that was revoked meanwhile, and of nobody else", async () => {
  const listen = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const { body } = await fetch(`${api.url}/api/live`, { headers });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = () => reader?.read();
    expect((await next())?.value).toBe(": ready\n\n");
    return { next, stop: () => reader?.cancel() };
  };
  const { body } = await api.call("POST", "/v1/api-keys", { body: { name: "Listener" } });
  const removed = await listen(body.secret);
  const stays = await listen(api.line.environment.INIT_API_KEY ?? "");
  await api.call("DELETE", `/v1/api-keys/${body.id}`);
  expect(await removed.next()).toEqual({ done: true, value: undefined });
  expect(await stays.next()).toEqual({ done: false, value: ": keep\n\n" });
  await stays.stop();
}, 40_000);
