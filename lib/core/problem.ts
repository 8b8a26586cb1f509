/** Something a person must know: a stable code, a message that says what to do, figures for translation. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export function problem(code: string, message: string, params: Problem["params"] = {}): Problem {
  return { code, message, params };
}
