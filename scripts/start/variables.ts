/** Environment variables of a program that is started. */
export type Variables = Readonly<Record<string, string | undefined>>;
