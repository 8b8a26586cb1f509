"use client";

import "./globals.css";
import { BrokenSite } from "@/components/layout/broken-site";

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void };

export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return <BrokenSite digest={error.digest} onRetry={reset} />;
}
