"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiContext } from "./api";
import { ApiError, isPassing } from "./api-error";

/** Something that makes or spends, for example `client.jobs.create`. */
type Call<Input, Output> = (input: Input, options: { context: ApiContext }) => Promise<Output>;

const MAX_RETRIES = 2;

/**
 * A mutation whose calls carry an `Idempotency-Key`, one per intent: a double click, an automatic
 * retry and a second try after a lost answer send the same key, so that they make one thing. A new
 * key is drawn for another input, after a success, and after an answer that refused.
 */
export function useIntentMutation<Input, Output>(
  call: Call<Input, Output>,
  options: Omit<UseMutationOptions<Output, Error, Input>, "mutationFn" | "retry"> = {},
) {
  const [keys] = useState(() => createIntentKeys(() => crypto.randomUUID()));
  return useMutation<Output, Error, Input>({
    ...options,
    retry: (failures, error) => failures < MAX_RETRIES && isPassing(error),
    mutationFn: async (input) => {
      try {
        const output = await call(input, { context: { idempotencyKey: keys.keyFor(input) } });
        keys.forget(input);
        return output;
      } catch (error) {
        if (error instanceof ApiError && !isPassing(error)) keys.forget(input);
        throw error;
      }
    },
  });
}

/** The keys of the intents that have not ended yet. */
export function createIntentKeys(newKey: () => string) {
  const open = new Map<string, string>();
  return {
    keyFor(input: unknown): string {
      const intent = JSON.stringify(input);
      const key = open.get(intent) ?? newKey();
      open.set(intent, key);
      return key;
    },
    forget(input: unknown): void {
      open.delete(JSON.stringify(input));
    },
  };
}
