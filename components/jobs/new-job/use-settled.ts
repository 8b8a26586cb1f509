"use client";

import { useEffect, useState } from "react";

/**
 * A value once it has stopped changing for `delayMs` milliseconds; the first one at once. Values are compared by their
 * JSON text, so that an equal object made anew in every render is no change.
 */
export function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  const settledText = JSON.stringify(settled);
  useEffect(() => {
    if (text === settledText) return;
    const timer = setTimeout(() => setSettled(JSON.parse(text)), delayMs);
    return () => clearTimeout(timer);
  }, [text, settledText, delayMs]);
  return settled;
}
