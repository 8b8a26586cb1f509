import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { csvField, readCsv } from "./csv";

/** Messages of customers to a bank, 77 intents, CC BY 4.0 (Casanueva et al., 2020); used where somebody has put it. */
const GIVEN = path.resolve("..", "shared", "data", "banking77-train.csv");
const ROWS = 10_003;
const INTENTS = 77;

export interface BankMessages {
  readonly file: string;
  /** Text and category of every row, in the file's order. */
  readonly rows: readonly (readonly string[])[];
}

/** A file of 10,003 rows, some with line breaks inside quotes. */
export function bankMessages(folder: string): BankMessages {
  const file = existsSync(GIVEN) ? GIVEN : generated(folder, ROWS);
  return { file, rows: readCsv(readFileSync(file, "utf8")).slice(1) };
}

/** A file of the same kind with as many rows as wanted. */
export function fewMessages(folder: string, rows: number): string {
  return generated(folder, rows);
}

function generated(folder: string, rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const text = `Message ${index + 1}: where is my card${index % 40 === 7 ? ",\nand “why”?" : "?"}`;
    return `${csvField(text)},intent_${index % INTENTS}\n`;
  });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `messages-${rows}.csv`);
  writeFileSync(file, `text,category\n${lines.join("")}`);
  return file;
}
