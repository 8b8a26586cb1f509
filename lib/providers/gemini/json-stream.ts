import { ProviderError } from "../../errors";
import { createJsonPlace, type JsonPlace } from "./json-place";

type Chunks = AsyncIterable<Uint8Array>;

/**
 * JSON as it arrives, without what lies deeper than `levels`: such lists and objects are left empty. The outermost is level
 * 1. In memory there is one chunk and what is kept.
 */
export async function outlineOf(chunks: Chunks, levels: number): Promise<string> {
  const place = createJsonPlace();
  const kept: Buffer[] = [];
  for await (const chunk of chunks) kept.push(...shallowParts(chunk, place, levels));
  return Buffer.concat(kept).toString("utf8");
}

/**
 * The items of the first list that stands at one of `paths` (`a.b`: member b of member a) and has any, each as its JSON, as
 * they arrive. In memory there is one chunk and one item. Throws `ProviderError` where there is no such list, or the text
 * ends before its end.
 */
export async function* itemsAt(chunks: Chunks, paths: readonly string[]): AsyncGenerator<string> {
  const reader = createItemReader(paths);
  for await (const chunk of chunks) yield* reader.take(chunk);
  reader.end();
}

function shallowParts(chunk: Uint8Array, place: JsonPlace, levels: number): Buffer[] {
  const parts: Buffer[] = [];
  let from = place.depth() <= levels ? 0 : chunk.length;
  for (let i = place.seek(chunk, 0); i < chunk.length; i = place.seek(chunk, i + 1)) {
    const turn = place.step(chunk[i]);
    if (turn === "open" && place.depth() === levels + 1) {
      parts.push(Buffer.from(chunk.subarray(from, i + 1)));
      from = chunk.length;
    }
    if (turn === "close" && place.depth() === levels) from = i;
  }
  return [...parts, Buffer.from(chunk.subarray(from))];
}

const COLON = 0x3a;
const COMMA = 0x2c;

function createItemReader(paths: readonly string[]) {
  const place = createJsonPlace();
  /** The names of the members that lead to where we are. */
  const names: string[] = [];
  let listDepth: number | null = null;
  let found = false;
  let hadItems = false;
  let pieces: Buffer[] = [];

  /** Where the list that is asked for begins, or the end of the chunk. */
  function seekList(chunk: Uint8Array, from: number): number {
    for (let i = place.seek(chunk, from); i < chunk.length; i = place.seek(chunk, i + 1)) {
      const turn = place.step(chunk[i]);
      if (chunk[i] === COLON) names[place.depth()] = place.text();
      if (turn === "open" && opensList()) {
        listDepth = place.depth();
        found = true;
        return i + 1;
      }
    }
    return chunk.length;
  }

  /** Whether what has just been opened is the list that is asked for. */
  function opensList(): boolean {
    const depth = place.depth();
    names[depth] = "";
    return !hadItems && paths.includes(names.slice(1, depth).join("."));
  }

  /** The item that goes on here, where it ends in this chunk. */
  function readItem(chunk: Uint8Array, from: number, inList: number) {
    const end = itemEnd(chunk, from, place, inList);
    if (end === chunk.length) {
      pieces.push(Buffer.from(chunk.subarray(from)));
      return { item: null, next: end };
    }
    if (place.depth() < inList) listDepth = null;
    return { item: whole(chunk.subarray(from, end)), next: end + 1 };
  }

  /** The item that ends here; null for the empty one of an empty list. */
  function whole(last: Uint8Array): string | null {
    const item = Buffer.concat([...pieces, last])
      .toString("utf8")
      .trim();
    pieces = [];
    hadItems ||= item !== "";
    return item || null;
  }

  return {
    *take(chunk: Uint8Array): Generator<string> {
      for (let from = 0; from < chunk.length; ) {
        if (listDepth === null) {
          from = seekList(chunk, from);
          continue;
        }
        const { item, next } = readItem(chunk, from, listDepth);
        if (item !== null) yield item;
        from = next;
      }
    },
    end(): void {
      if (place.depth() > 0) {
        throw new ProviderError("server", "download: the provider sent an answer cut short");
      }
      if (!found) throw new ProviderError("unknown", "download: the answer holds no results");
    },
  };
}

/** Where the item of a list ends that we are in, or the end of the chunk. */
function itemEnd(chunk: Uint8Array, from: number, place: JsonPlace, listDepth: number): number {
  for (let i = place.seek(chunk, from); i < chunk.length; i = place.seek(chunk, i + 1)) {
    const turn = place.step(chunk[i]);
    if (chunk[i] === COMMA && place.depth() === listDepth) return i;
    if (turn === "close" && place.depth() < listDepth) return i;
  }
  return chunk.length;
}
