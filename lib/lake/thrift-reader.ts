/** Types of Thrift's compact protocol (Apache Thrift, `thrift-compact-protocol.md`). */
export const Type = {
  TRUE: 1,
  FALSE: 2,
  BYTE: 3,
  I16: 4,
  I32: 5,
  I64: 6,
  DOUBLE: 7,
  BINARY: 8,
  LIST: 9,
  SET: 10,
  MAP: 11,
  STRUCT: 12,
  UUID: 13,
} as const;

/** The bytes are no such message, or (`tooMuch`) one of a size or depth that none has. */
export class ThriftDamage extends Error {
  override readonly name = "ThriftDamage";
  constructor(readonly tooMuch = false) {
    super("damaged");
  }
}

/** Messages are nested a few levels deep; Thrift itself stops at 64. */
const MAX_DEPTH = 32;

/** Reads forward; nothing is kept. */
export class ThriftReader {
  #at = 0;
  #structs = 0;
  depth = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly maxStructs: number,
  ) {}

  byte(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw new ThriftDamage();
    return byte;
  }

  skip(bytes: number): void {
    if (bytes > this.bytes.length - this.#at) throw new ThriftDamage();
    this.#at += bytes;
  }

  /** A varint; exact as far as a number is. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ThriftDamage();
  }

  /** A number of 16, 32 or 64 bits. */
  integer(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Every element has a byte at least, so a longer list is a lie. */
  listHeader(): { size: number; type: number } {
    const head = this.byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    if (size > this.bytes.length - this.#at) throw new ThriftDamage();
    return { size, type: head & 15 };
  }

  enter(): void {
    if (++this.depth > MAX_DEPTH || ++this.#structs > this.maxStructs) throw new ThriftDamage(true);
  }
}

/**
 * Goes through a struct. `onField` reads the value of a field and says so, or leaves it to be passed over. Throws
 * `ThriftDamage`.
 */
export function skimStruct(
  reader: ThriftReader,
  onField: (id: number, type: number) => boolean = () => false,
): void {
  reader.enter();
  let id = 0;
  for (let head = reader.byte(); head !== 0; head = reader.byte()) {
    const type = head & 15;
    id = head >> 4 === 0 ? reader.integer() : id + (head >> 4);
    if (!onField(id, type)) skimField(reader, type);
  }
  reader.depth--;
}

/** A boolean of a struct stands in its type; one of a list has a byte of its own. */
function skimField(reader: ThriftReader, type: number): void {
  if (type !== Type.TRUE && type !== Type.FALSE) skimValue(reader, type);
}

function skimValue(reader: ThriftReader, type: number): void {
  const skim = SKIMS[type];
  if (!skim) throw new ThriftDamage();
  skim(reader);
}

type Skim = (reader: ThriftReader) => void;

const fixed =
  (bytes: number): Skim =>
  (reader) =>
    reader.skip(bytes);

const number: Skim = (reader) => {
  reader.varint();
};

const SKIMS: Readonly<Record<number, Skim | undefined>> = {
  [Type.TRUE]: fixed(1),
  [Type.FALSE]: fixed(1),
  [Type.BYTE]: fixed(1),
  [Type.I16]: number,
  [Type.I32]: number,
  [Type.I64]: number,
  [Type.DOUBLE]: fixed(8),
  [Type.UUID]: fixed(16),
  [Type.BINARY]: (reader) => reader.skip(reader.varint()),
  [Type.STRUCT]: (reader) => skimStruct(reader),
  [Type.LIST]: skimList,
  [Type.SET]: skimList,
  [Type.MAP]: skimMap,
};

function skimList(reader: ThriftReader): void {
  const { size, type } = reader.listHeader();
  reader.enter();
  for (let i = 0; i < size; i++) skimValue(reader, type);
  reader.depth--;
}

function skimMap(reader: ThriftReader): void {
  const size = reader.varint();
  if (size === 0) return;
  const types = reader.byte();
  reader.enter();
  for (let i = 0; i < size; i++) {
    skimValue(reader, types >> 4);
    skimValue(reader, types & 15);
  }
  reader.depth--;
}
