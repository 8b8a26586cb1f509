"use client";

import { useEffect, useState } from "react";
import { useFormat } from "./use-format";

const REFRESH_MS = 30_000;

/** A moment as distance from now, with the full date and time on hover and for machines. */
export function TimeAgo({ iso, className }: { iso: string; className?: string }) {
  const format = useFormat();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={iso} title={format.dateTime(iso)} className={className}>
      {format.relative(iso, nowMs)}
    </time>
  );
}
