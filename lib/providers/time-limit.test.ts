import { expect, test } from "vitest";
import { call, create } from "./guard";
import { createTimeLimit } from "./time-limit";

const never = () => new Promise<never>(() => undefined);

test("a call that heeds no signal is given up all the same", async () => {
  await expect(call("read", 20, never)).rejects.toMatchObject({ kind: "timeout" });
  await expect(create("create", 20, never)).rejects.toMatchObject({ kind: "ambiguous" });
});

test("a call that answers in time keeps its answer, and the clock stops", async () => {
  const limit = createTimeLimit(20);
  expect(await limit.over(async () => "answer")).toBe("answer");
  limit.clear();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(limit.signal.aborted).toBe(false);
});

test("a call that heeds the signal is told when", async () => {
  const heard = await createTimeLimit(10)
    .over(
      (signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve("heard"))),
    )
    .catch((error: Error) => error.name);
  expect(["heard", "TimeoutError"]).toContain(heard);
});
