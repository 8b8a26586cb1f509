import type { DatasetFormat } from "../core/dataset";
import { detectDelimiter } from "./detect-delimiter";
import type { ImportNotice } from "./import-reasons";
import { invalidFile } from "./invalid-file";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

export interface DetectedFormat {
  readonly format: DatasetFormat;
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly bomBytes: number;
  /** The byte between fields; of delimited text only. */
  readonly delimiter: number;
  readonly notices: readonly ImportNotice[];
}

/** How much of the beginning is looked at. */
export const HEAD_BYTES = 1 << 16;

/**
 * Tells what a file is by its first bytes; its name only decides where the content leaves a choice. Throws
 * `invalid_request` for an empty file and for content that cannot be a dataset.
 */
export function detectFormat(head: Buffer, fileName: string): DetectedFormat {
  if (head.length === 0) throw invalidFile("empty_file");
  const named = extensionOf(fileName);
  if (head.subarray(0, 4).toString("latin1") === "PAR1") {
    const notices = differs(named, "parquet");
    return { format: "parquet", encoding: "utf-8", bomBytes: 0, delimiter: 0, notices };
  }
  refuseBinary(head, named);
  const { encoding, bomBytes } = detectEncoding(head);
  if (encoding === "utf-8") refuseNuls(head);
  const text = decodeHead(head.subarray(bomBytes), encoding);
  if (text.trim() === "" && head.length < HEAD_BYTES) throw invalidFile("empty_file");
  return { ...detectText(text, named, encoding, bomBytes), encoding, bomBytes };
}

/** Text of the head; an incomplete character at its end does no harm. */
function decodeHead(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

function detectText(text: string, named: string, encoding: Encoding, bomBytes: number) {
  const notices = bomNotices(encoding, bomBytes);
  const json = jsonFormat(text);
  if (json !== null) {
    const array: ImportNotice[] =
      json === "json" ? [{ code: "json_array_accepted", params: {} }] : [];
    notices.push(...array, ...differs(named, json));
    return { format: json, delimiter: 0, notices };
  }
  const delimiter = detectDelimiter(text, named === "tsv" || named === "tab" ? "\t" : ",");
  const format: DatasetFormat = delimiter === "\t" ? "tsv" : "csv";
  notices.push(...differs(named, format));
  if (delimiter !== (format === "tsv" ? "\t" : ",")) {
    notices.push({ code: "delimiter_detected", params: { delimiter } });
  }
  return { format, delimiter: delimiter.charCodeAt(0), notices };
}

/** An object at the start means JSON Lines, an array of objects JSON; anything else is delimited text. */
function jsonFormat(text: string): "jsonl" | "json" | null {
  if (/^\s*\{\s*["}]/.test(text)) return "jsonl";
  return /^\s*\[\s*([\]{]|$)/.test(text) ? "json" : null;
}

function bomNotices(encoding: Encoding, bomBytes: number): ImportNotice[] {
  if (bomBytes === 0) return [];
  const name = encoding.toUpperCase();
  return [
    { code: encoding === "utf-8" ? "bom_removed" : "utf16_decoded", params: { encoding: name } },
  ];
}

function detectEncoding(head: Buffer): { encoding: Encoding; bomBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: "utf-8", bomBytes: 3 };
  }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bomBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bomBytes: 2 };
  return { encoding: "utf-8", bomBytes: 0 };
}

const NAMED: Readonly<Record<string, readonly DatasetFormat[]>> = {
  csv: ["csv", "tsv"],
  tsv: ["tsv"],
  tab: ["tsv"],
  jsonl: ["jsonl"],
  ndjson: ["jsonl"],
  json: ["json", "jsonl"],
  parquet: ["parquet"],
  pq: ["parquet"],
};

/** A name without a known extension promises nothing. */
function differs(named: string, found: DatasetFormat): ImportNotice[] {
  const expected = NAMED[named];
  if (expected === undefined || expected.includes(found)) return [];
  return [{ code: "format_differs_from_name", params: { named, found } }];
}

function extensionOf(fileName: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
}

const BINARY: readonly (readonly [start: string, found: string])[] = [
  ["\x89PNG", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["%PDF-", "a PDF document"],
  ["PK\x03\x04", "a ZIP archive or an Office document"],
  ["PK\x05\x06", "an empty ZIP archive"],
  ["\xd0\xcf\x11\xe0", "an old Office document"],
  ["\x1f\x8b", "gzip-compressed"],
  ["\x28\xb5\x2f\xfd", "Zstandard-compressed"],
  ["BZh", "bzip2-compressed"],
  ["\xfd7zXZ", "xz-compressed"],
  ["7z\xbc\xaf", "a 7-Zip archive"],
  ["Rar!", "a RAR archive"],
  ["SQLite format 3\x00", "an SQLite database"],
  ["ARROW1", "an Arrow file"],
  ["Obj\x01", "an Avro file"],
  ["ORC", "an ORC file"],
  ["\x7fELF", "a program"],
];

function refuseBinary(head: Buffer, named: string): void {
  const start = head.toString("latin1", 0, 16);
  // "ORC" and "BZh" can begin a text: a binary file has control characters close by.
  const binary = [...start].some((c) => c < "\t" || c > "~") || start.startsWith("%PDF-");
  const found = BINARY.find(([magic]) => start.startsWith(magic))?.[1];
  if (found === undefined || !(binary || start.startsWith("GIF8") || start.startsWith("Rar!")))
    return;
  const known = NAMED[named] !== undefined;
  throw known
    ? invalidFile("not_what_its_name_says", { named, found })
    : invalidFile("unsupported_format", { found });
}

/** A stray NUL spoils a line; many say that this is no text at all (UTF-16 without its mark, for one). */
function refuseNuls(head: Buffer): void {
  const sample = head.subarray(0, 4096);
  let nuls = 0;
  for (const byte of sample) if (byte === 0) nuls++;
  if (nuls * 10 <= sample.length) return;
  const byte = sample.indexOf(0);
  const before = sample.toString("latin1", 0, byte);
  throw invalidFile("nul_bytes", { byte, line: before.split(/\r\n|\r|\n/).length });
}
