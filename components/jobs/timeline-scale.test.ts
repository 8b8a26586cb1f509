import { describe, expect, it } from "vitest";
import { batchPhases, position, timeScale } from "./timeline-scale";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1_000).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));
const batch = (
  status: "waiting" | "running" | "collecting" | "settled" | "cancelled",
  submitted: number | null,
  ended: number | null,
  settled: number | null,
) => ({
  status,
  createdAt: at(0),
  submittedAt: submitted === null ? null : at(submitted),
  endedAt: ended === null ? null : at(ended),
  settledAt: settled === null ? null : at(settled),
});

describe("batchPhases", () => {
  it("closes every phase of a settled batch", () => {
    expect(batchPhases(batch("settled", 10, 70, 75), ms(500))).toEqual([
      { phase: "waiting", startMs: ms(0), endMs: ms(10), open: false },
      { phase: "provider", startMs: ms(10), endMs: ms(70), open: false },
      { phase: "collecting", startMs: ms(70), endMs: ms(75), open: false },
    ]);
  });

  it("leaves the last phase of a running batch open, to now", () => {
    expect(batchPhases(batch("running", 10, null, null), ms(40)).at(-1)).toEqual({
      phase: "provider",
      startMs: ms(10),
      endMs: ms(40),
      open: true,
    });
  });

  it("shows a batch that waits again as waiting, though the provider has refused it before", () => {
    expect(batchPhases(batch("waiting", 10, 12, null), ms(40))).toEqual([
      { phase: "waiting", startMs: ms(0), endMs: ms(40), open: true },
    ]);
  });

  it("shows a batch cancelled before it was sent as waiting until it was settled", () => {
    expect(batchPhases(batch("cancelled", null, null, 20), ms(90))).toEqual([
      { phase: "waiting", startMs: ms(0), endMs: ms(20), open: false },
    ]);
  });

  it("never grows a batch that is over but whose end is unknown", () => {
    expect(batchPhases(batch("cancelled", null, null, null), ms(90))).toEqual([]);
  });

  it("never runs backwards when clocks disagree", () => {
    const [waiting] = batchPhases(batch("running", -5, null, null), ms(1));
    expect(waiting).toMatchObject({ startMs: ms(0), endMs: ms(0) });
  });
});

describe("timeScale", () => {
  it("spans from the first creation to the last moment", () => {
    const scale = timeScale(
      [batch("settled", 10, 70, 75), batch("running", 20, null, null)],
      ms(120),
    );
    expect(scale).toEqual({
      startMs: ms(0),
      endMs: ms(120),
      ticks: [0, 30_000, 60_000, 90_000, 120_000],
    });
    expect(position(scale, ms(60))).toBe(50);
    expect(position(scale, ms(999))).toBe(100);
  });

  it.each([1, 59, 3_600, 86_400, 86_400 * 30])(
    "keeps to eight ticks over %i seconds",
    (seconds) => {
      const { ticks } = timeScale([batch("running", 0, null, null)], ms(seconds));
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(8);
    },
  );

  it("does not divide by nothing at the very start", () => {
    const scale = timeScale([batch("waiting", null, null, null)], ms(0));
    expect(position(scale, ms(0))).toBe(0);
  });
});
