const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a byte opens or closes a list or an object. */
type Turn = "open" | "close" | null;

export type JsonPlace = ReturnType<typeof createJsonPlace>;

/** So much of a string is kept: longer names are nobody's that we look for. */
const MAX_TEXT_BYTES = 100;

/** Where in a JSON text we are. In UTF-8 no part of a longer character looks like one of these bytes. */
export function createJsonPlace() {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let text = Buffer.alloc(0);

  /** Where the string goes on after its next quote, or the end of the chunk. */
  function pastQuote(chunk: Uint8Array, from: number): number {
    const quote = chunk.indexOf(QUOTE, from);
    const end = quote === -1 ? chunk.length : quote;
    const backslashes = backslashesBefore(chunk, from, end);
    const goesOn = escaped && backslashes === end - from;
    const isEscaped = (backslashes + (goesOn ? 1 : 0)) % 2 === 1;
    if (text.length < MAX_TEXT_BYTES) {
      text = Buffer.concat([text, chunk.subarray(from, Math.min(end, from + MAX_TEXT_BYTES))]);
    }
    escaped = quote === -1 && isEscaped;
    inString = quote === -1 || isEscaped;
    return quote === -1 ? end : end + 1;
  }

  return {
    depth: () => depth,
    /** The string that came last, or its beginning. */
    text: () => text.toString("utf8"),
    /** The next place outside of strings, which is to be stepped on, or the end of the chunk. */
    seek(chunk: Uint8Array, from: number): number {
      let at = from;
      while (inString && at < chunk.length) at = pastQuote(chunk, at);
      return at;
    },
    step(byte: number | undefined): Turn {
      switch (byte) {
        case QUOTE:
          inString = true;
          text = Buffer.alloc(0);
          return null;
        case 0x7b:
        case 0x5b:
          depth += 1;
          return "open";
        case 0x7d:
        case 0x5d:
          depth -= 1;
          return "close";
        default:
          return null;
      }
    },
  };
}

function backslashesBefore(chunk: Uint8Array, from: number, end: number): number {
  let start = end;
  while (start > from && chunk[start - 1] === BACKSLASH) start -= 1;
  return end - start;
}
