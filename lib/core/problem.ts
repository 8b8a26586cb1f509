/** Something a person must know: a stable code, a message that says what to do, figures for translation. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export function problem(code: string, message: string, params: Problem["params"] = {}): Problem {
  return { code, message, params };
}

/** The code of rows that are fewer than the provider takes in one batch. */
export const TOO_FEW_ROWS = "too_few_rows";

/** The code of `stepFailed`. */
export const STEP_FAILED = "step_failed";

/** Something failed here, not at a provider. `id` leads to the reason in the logs. */
export function stepFailed(id: string): Problem {
  return problem(
    STEP_FAILED,
    "Something went wrong here. It is tried again every few minutes; the logs hold the reason under this id.",
    { id },
  );
}
