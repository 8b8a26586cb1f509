import { expect, test } from "vitest";
import { answer, refuse, startFakeServer } from "../../testing/fake-server";
import { compatible } from "./adapter";

const open = (baseUrl: string | null) =>
  compatible.open({ apiKey: "key-of-mine", baseUrl, settings: {} });

test("calls go to the given address, with or without a slash at its end", async () => {
  await using server = await startFakeServer(answer(200, { data: [], has_more: false }));
  await (await open(`${server.baseUrl}/`)).check();
  await (await open(server.baseUrl)).check();
  expect(server.seen.map(({ path }) => path)).toEqual([
    "/v1/batches?limit=1",
    "/v1/batches?limit=1",
  ]);
  expect(server.seen[0]?.headers.authorization).toBe("Bearer key-of-mine");
});

test("a server without batches says that there is none", async () => {
  await using server = await startFakeServer(refuse(404));
  await expect((await open(server.baseUrl)).check()).rejects.toMatchObject({ kind: "not_found" });
});

test("an account without an address is refused before any call", async () => {
  await expect(open(null)).rejects.toThrow(/address of its own/);
});
