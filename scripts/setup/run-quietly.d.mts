export declare function runQuietly(
  what: string | null,
  command: string,
  args: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): Promise<string>;
