/** A buffer and a view of the same bytes: by the view, four bytes at a time are read without making an object. */
export interface Bytes {
  readonly bytes: Buffer;
  readonly view: DataView;
}

export function withView(bytes: Buffer): Bytes {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/** Gives views of buffers, the same one as long as the buffer is the same. */
export function viewer(): (bytes: Buffer) => Bytes {
  let last = withView(Buffer.alloc(0));
  return (bytes) => {
    if (last.bytes !== bytes) last = withView(bytes);
    return last;
  };
}
