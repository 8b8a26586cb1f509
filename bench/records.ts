import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Generated support messages as JSON Lines, about 390 bytes each: `id` (integer), `text` (about 330 bytes, no two
 * alike, some with line breaks, quotes or letters beyond ASCII) and `label`. The same rows for the same seed.
 */
export function* recordChunks(rows: number, seed = 1): Generator<Buffer> {
  const random = mulberry32(seed);
  let lines: string[] = [];
  for (let row = 1; row <= rows; row++) {
    lines.push(recordLine(row, random));
    if (lines.length === 2_000) {
      yield Buffer.from(lines.join(""));
      lines = [];
    }
  }
  if (lines.length > 0) yield Buffer.from(lines.join(""));
}

/** Writes such a file and resolves when it is on the disk's side of the operating system. */
export async function writeRecords(path: string, rows: number, seed = 1): Promise<void> {
  await pipeline(Readable.from(recordChunks(rows, seed)), createWriteStream(path));
}

const LABELS = ["card_arrival", "top_up_failed", "exchange_rate", "lost_or_stolen_card"] as const;

const OPENINGS = [
  "Hello, I ordered my new card",
  "Good morning, my transfer was sent",
  "Hi there, the exchange was made",
  "Bonjour, j’ai demandé une carte",
  "I tried to add money to my account",
  "Could you explain why I was charged",
] as const;

const WORDS =
  `account address after again agent already although always amount another answer app arrived asked away balance bank because
  been before between bill blocked branch business but buy call cannot card cash change charge check cheque close code company
  confirm correct cost country credit currency customer date day debit declined delivered deposit detail different document
  does done down email enough error even every exchange expect fee fill find first follow form friend from full gave give go
  got have help here how identity immediately instead interest invoice is it just keep know last late letter limit line list
  long look lost made mail make many me message minute money month more morning must my name need never new next night no not
  notice nothing number of old on once online only open order other our out over own page paid part passport password pay
  payment pending person phone pin place please post price problem proof purchase question rate reach reason receipt receive
  refund reply request return right same say screen second see send sent server service set several shop show sign since some
  soon statement still stolen stop street support sure take tell than thank that the them then there they thing think this
  three till time to today told tomorrow too top transfer travel tried try twice two type under until up use verify very wait
  want was way week went were what when where which while why with without work wrong year yesterday yet you your`.split(
    /\s+/,
  );

const JOINTS = [". ", ", ", "; ", " – ", ".\\n", '. \\"Well\\", '] as const;

function recordLine(row: number, random: () => number): string {
  let text = pick(OPENINGS, random);
  while (text.length < 280) text += sentencePart(random);
  const reference = `${row}-${Math.floor(random() * 2 ** 32).toString(36)}`;
  return `{"id": ${row}, "text": "${text}. Reference ${reference}", "label": "${pick(LABELS, random)}"}\n`;
}

function sentencePart(random: () => number): string {
  let part = pick(JOINTS, random) + pick(WORDS, random);
  for (let words = 0; words < 7; words++) part += ` ${pick(WORDS, random)}`;
  return part;
}

function pick(from: readonly string[], random: () => number): string {
  return from[Math.floor(random() * from.length)] ?? "";
}

/** A small seeded generator (mulberry32), uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
