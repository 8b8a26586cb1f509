/** Result files carry a prefix of their own. */
export function resultName(id: string): string {
  return `files/batch-${id}`;
}

/** The id under which the engine keeps a file: `files/abc`, `abc` and `files/batch-abc` are all `abc`. */
export function fileId(name: string): string {
  return name.replace(/^files\//, "").replace(/^batch-/, "");
}

/** RFC 3339 with microseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
