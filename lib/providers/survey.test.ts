import { expect, test } from "vitest";
import { addUpFiles, modelList } from "./survey";

const file = (id: number, bytes: number | null = 10) => ({ id: `f${id}`, bytes });

test("files are added up over the pages, each once", async () => {
  const pages = [[file(1), file(2)], [file(2), file(3, 5)], []];
  const asked: (number | null)[] = [];
  const sum = await addUpFiles<number>(async (cursor) => {
    asked.push(cursor);
    const at = cursor ?? 0;
    return { files: pages[at] ?? [], next: at + 1 };
  });
  expect(sum).toEqual({ count: 3, bytes: 25, capped: false });
  expect(asked).toEqual([null, 1, 2]);
});

test("a server that heeds no cursor is asked twice", async () => {
  let calls = 0;
  const sum = await addUpFiles<string>(async () => {
    calls += 1;
    return { files: [file(1)], next: "f1" };
  });
  expect(sum).toEqual({ count: 1, bytes: 10, capped: false });
  expect(calls).toBe(2);
});

test("an endless list is given up, and said to be longer", async () => {
  let calls = 0;
  const sum = await addUpFiles<number>(async () => {
    calls += 1;
    return { files: [file(calls)], next: calls };
  });
  expect(sum).toEqual({ count: 20, bytes: 200, capped: true });
});

test("one size that is not told leaves the sum unknown", async () => {
  const files = [file(1), file(2, null), file(3)];
  const sum = await addUpFiles<string>(async () => ({ files, next: null }));
  expect(sum).toEqual({ count: 3, bytes: null, capped: false });
});

test("a list of models is in order, without repeats, and of a bounded length", () => {
  expect(modelList(["b", "a", "b"])).toEqual({ names: ["a", "b"], capped: false });
  expect(modelList(["a"], true).capped).toBe(true);
  const many = modelList(Array.from({ length: 2001 }, (_, i) => `m${i}`));
  expect(many.names).toHaveLength(2000);
  expect(many.capped).toBe(true);
});
