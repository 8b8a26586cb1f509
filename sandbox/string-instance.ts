import { hexOf } from "./random";
import { labelOf, sentences } from "./words";

const LABEL_NAMES = /label|categor|intent|class|topic|type|tag|status|kind|sentiment/i;

/** A string that the schema accepts: format, pattern (by trying candidates), minLength, maxLength. */
export function stringInstance(
  schema: Record<string, unknown>,
  name: string,
  number: number,
): string {
  const formatted = typeof schema.format === "string" ? byFormat(schema.format, number) : null;
  if (formatted !== null) return formatted;
  const plain = LABEL_NAMES.test(name) ? labelOf(number) : (sentences(number).split(". ")[0] ?? "");
  if (typeof schema.pattern === "string") return matching(schema.pattern, plain, number);
  return fitted(plain, schema);
}

function byFormat(format: string, number: number): string | null {
  const digits = (length: number) => String(number % 10 ** length).padStart(length, "0");
  const day = `20${20 + (number % 6)}-0${1 + (number % 9)}-1${number % 10}`;
  const time = `1${number % 10}:2${number % 10}:3${number % 10}Z`;
  const hex = hexOf(digits(9), number, 32);
  const known: Record<string, string> = {
    date: day,
    time,
    "date-time": `${day}T${time}`,
    duration: `P${1 + (number % 30)}D`,
    email: `person${digits(4)}@example.com`,
    hostname: `host${digits(3)}.example.com`,
    uri: `https://example.com/item/${digits(5)}`,
    ipv4: `192.0.2.${number % 255}`,
    ipv6: `2001:db8::${hex.slice(0, 4)}`,
    uuid: [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join("-"),
  };
  return known[format] ?? null;
}

function matching(pattern: string, plain: string, number: number): string {
  const expression = new RegExp(pattern, "u");
  const digits = String(number).padStart(12, "7");
  const letters = digits.replace(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "a");
  const lengths = [1, 2, 3, 4, 5, 6, 8, 10];
  const candidates = [
    plain,
    labelOf(number),
    ...lengths.flatMap((length) => [
      digits.slice(0, length),
      letters.slice(0, length),
      letters.slice(0, length).toUpperCase(),
    ]),
    `${letters.slice(0, 3).toUpperCase()}-${digits.slice(0, 3)}`,
    `${letters.slice(0, 2).toUpperCase()}-${digits.slice(0, 4)}`,
    `#${hexOf(digits, number, 6)}`,
    `+${digits.slice(0, 11)}`,
    `${digits.slice(0, 3)}-${digits.slice(0, 4)}`,
    "2024-05-14",
    "12:30",
    "person@example.com",
    "https://example.com/item",
  ];
  return candidates.find((candidate) => expression.test(candidate)) ?? plain;
}

function fitted(plain: string, schema: Record<string, unknown>): string {
  const least = typeof schema.minLength === "number" ? schema.minLength : 0;
  const most = typeof schema.maxLength === "number" ? schema.maxLength : plain.length + least;
  return plain.padEnd(least, " and so on").slice(0, most);
}
