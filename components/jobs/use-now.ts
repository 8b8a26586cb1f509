"use client";

import { useEffect, useState } from "react";

/** Epoch milliseconds, renewed every `everyMs` while `moving`. */
export function useNow(everyMs: number, moving: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!moving) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, moving]);
  return nowMs;
}
