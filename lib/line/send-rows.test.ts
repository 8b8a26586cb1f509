import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openWindow } from "../core/window";
import { ProviderError } from "../errors";
import type { LiveRow } from "./live-pace";
import { type Sending, sendRows } from "./send-rows";

/** Rows 1 to `count`, a sender and what was told of them. */
function open(count: number, answer: (row: number, now: number) => Promise<string>, most = 4) {
  const told = { answered: [] as string[], lost: [] as string[], givenUp: [] as string[] };
  const flights = { now: 0, most: 0, sent: 0, closed: false };
  const halt = new AbortController();
  const abandon = new AbortController();
  async function* rows(): AsyncGenerator<LiveRow, void> {
    try {
      for (let row = 1; row <= count; row += 1) yield { id: `r${row}`, line: String(row) };
    } finally {
      flights.closed = true;
    }
  }
  const sending: Sending = {
    rows: rows(),
    send: async (line) => {
      flights.now += 1;
      flights.sent += 1;
      flights.most = Math.max(flights.most, flights.now);
      await sleep(1);
      return answer(Number(line), flights.now).finally(() => {
        flights.now -= 1;
      });
    },
    window: openWindow(most),
    keeper: {
      room: async () => undefined,
      answered: ({ id }) => told.answered.push(id),
      lost: ({ id }, tries) => told.lost.push(`${id} ${tries}`),
      givenUp: ({ id }, tries) => told.givenUp.push(`${id} ${tries}`),
    },
    now: Date.now,
    halt: halt.signal,
    abandon: abandon.signal,
  };
  return { sending, told, flights, halt, abandon };
}

const failing = (kind: ConstructorParameters<typeof ProviderError>[0], options = {}) =>
  new ProviderError(kind, "complete: refused", options);

const ids = (count: number) => Array.from({ length: count }, (_, i) => `r${i + 1}`);

test("every row is sent once, never more at a time than the window holds", async () => {
  const { sending, told, flights } = open(100, async (row) => String(row), 7);
  expect(await sendRows(sending)).toEqual({ kind: "all" });
  expect(told.answered.toSorted()).toEqual(ids(100).toSorted());
  expect(flights).toEqual({ now: 0, most: 7, sent: 100, closed: true });
});

test("a refusal that concerns everybody ends it; what is in flight is still kept", async () => {
  const { sending, told, flights } = open(100, async (row) => {
    if (row === 9) throw failing("auth", { status: 401 });
    if (row === 10) await sleep(30);
    return "answer";
  });
  expect(await sendRows(sending)).toMatchObject({ kind: "refused", error: { kind: "auth" } });
  expect(told.answered).toContain("r10");
  expect(told.answered).not.toContain("r9");
  expect(told.answered).toHaveLength(flights.sent - 1);
  expect(flights).toMatchObject({ now: 0, closed: true });
});

test("when windows are lost one after the other nobody is asked for a while", async () => {
  const { sending, told, flights } = open(
    1000,
    async () => {
      throw failing("server", { status: 503 });
    },
    16,
  );
  expect(await sendRows(sending)).toMatchObject({ kind: "crowded", error: { kind: "server" } });
  // 16 and 8 and 4 and 2, less those that were still in flight when a window shrank.
  expect(flights.sent).toBeLessThanOrEqual(30);
  expect(told).toEqual({ answered: [], lost: [], givenUp: [] });
});

test("money that is missing stops it, whatever the kind of refusal", async () => {
  const { sending } = open(9, async () => {
    throw failing("quota", { status: 429, providerCode: "insufficient_quota" });
  });
  expect(await sendRows(sending)).toMatchObject({ kind: "refused" });
});

test("a row whose answer is lost three times is given up, and each loss is told", async () => {
  const { sending, told } = open(3, async (row) => {
    if (row === 2) throw failing("ambiguous");
    return "answer";
  });
  expect(await sendRows(sending)).toEqual({ kind: "all" });
  expect(told).toEqual({
    answered: ["r1", "r3"],
    lost: ["r2 1", "r2 2", "r2 3"],
    givenUp: ["r2 3"],
  });
});

test("a halt sends nothing more; abandoned answers are neither waited for nor kept", async () => {
  const { sending, told, flights, halt, abandon } = open(100, async (row) => {
    if (row === 5) halt.abort();
    if (row > 4) await sleep(10_000);
    return "answer";
  });
  halt.signal.addEventListener("abort", () => abandon.abort());
  expect(await sendRows(sending)).toEqual({ kind: "halted" });
  expect(told.answered).toHaveLength(4);
  expect(flights).toMatchObject({ closed: true });
  expect(flights.sent).toBeLessThanOrEqual(8);
});

test("what is no error of the provider is thrown, after what is in flight has ended", async () => {
  const { sending, flights } = open(100, async (row) => {
    if (row === 3) throw new TypeError("broken");
    return "answer";
  });
  await expect(sendRows(sending)).rejects.toThrow("broken");
  expect(flights).toMatchObject({ now: 0, closed: true });
});
