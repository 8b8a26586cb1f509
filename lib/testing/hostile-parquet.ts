/** A field of a struct in Thrift's compact protocol: its number and its value, already encoded with its type. */
export type Field = readonly [id: number, type: number, value: Buffer];

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
export const STRUCT = 12;

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const zigzag = (value: number) => varint(BigInt(value) * 2n);

export const i32 = (id: number, value: number): Field => [id, I32, zigzag(value)];
export const i64 = (id: number, value: number): Field => [id, I64, zigzag(value)];
export const text = (id: number, value: string): Field => [
  id,
  BINARY,
  Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]),
];

/** A list of structs; `claimed` is how many there are said to be. */
export const list = (id: number, items: readonly Buffer[], claimed = items.length): Field => [
  id,
  LIST,
  Buffer.concat([Buffer.from([0xf0 | STRUCT]), varint(claimed), ...items]),
];

export function struct(...fields: readonly Field[]): Buffer {
  const parts = fields.map(([id, type, value]) =>
    Buffer.concat([Buffer.from([type]), zigzag(id), value]),
  );
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** A Parquet file with this footer and nothing before it. */
export function parquetFile(footer: Buffer, claimedLength = footer.length): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(claimedLength);
  return Buffer.concat([Buffer.from("PAR1"), footer, length, Buffer.from("PAR1")]);
}
