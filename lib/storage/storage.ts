import type { Readable } from "node:stream";

/** What is to be stored: a stream of bytes, or a finished file on this machine. */
export type ByteSource = AsyncIterable<Uint8Array> | { readonly path: string };

export type PutOptions = {
  /** The bytes are text worth compressing; say no for Parquet. Only a sealed store acts on it. */
  readonly compress?: boolean;
};

/** Bytes `start` up to, not including, `end`. Left out: the beginning, the end of the object. */
export type ByteRange = { readonly start?: number; readonly end?: number };

/** `bytes` is what a reader gets, `storedBytes` what the object occupies where it lies. */
export type ObjectSize = { readonly bytes: number; readonly storedBytes: number };

export type ListedObject = { readonly key: string; readonly storedBytes: number };

/**
 * A place for whole objects, written once and read as streams. Keys come from `keys.ts`; a key of
 * another form is an `invalid_request`. An `AppError` is `not_found` (get, toFile), `storage_corrupt`
 * (altered, truncated, swapped or moved bytes) or `storage_unavailable` (disk full, no access, server
 * gone). An error of the source given to `put` is thrown as it is.
 */
export type Storage = {
  /** Stores an object, or replaces it. It is visible only when complete: a failed put leaves what was there before. */
  put(key: string, source: ByteSource, options?: PutOptions): Promise<ObjectSize>;
  /**
   * A stream of the bytes, empty where the range lies behind the end. Missing objects and wrong
   * keys show before it returns; damage further on ends the stream with `storage_corrupt`, so bytes
   * count only once the stream has ended well. Read it to its end or `destroy()` it.
   */
  get(key: string, range?: ByteRange): Promise<Readable>;
  /** Writes the whole object to a file (mode 0600), which is removed again when anything fails. */
  toFile(key: string, path: string): Promise<void>;
  /** Its size, or null where there is no such object. */
  head(key: string): Promise<ObjectSize | null>;
  /** Removes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Removes all objects beneath a prefix that ends in `/`. */
  deletePrefix(prefix: string): Promise<void>;
  /** All objects beneath a prefix that ends in `/`, in no promised order. */
  list(prefix: string): AsyncIterable<ListedObject>;
};
