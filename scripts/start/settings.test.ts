import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkPort, readSettings } from "./settings";

test("without any setting everything is embedded, on loopback", () => {
  expect(readSettings({})).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    publicUrl: "http://localhost:3000",
    demo: true,
    embedded: { postgres: true, sandbox: true, mail: true },
  });
});

test.each([
  [{ DATABASE_URL: "postgres://a@b/c" }, { postgres: false, sandbox: true, mail: true }, false],
  [{ SMTP_URL: "smtp://mail" }, { postgres: true, sandbox: true, mail: false }, true],
  [{ SANDBOX_URL: "http://sandbox" }, { postgres: true, sandbox: false, mail: true }, true],
  [{ INIT_USER_EMAIL: "a@example.com" }, { postgres: true, sandbox: true, mail: true }, false],
  [
    { INIT_USER_EMAIL: "a@example.com", DEMO: "true" },
    { postgres: true, sandbox: true, mail: true },
    true,
  ],
  [{ INIT_CWD: "/home" }, { postgres: true, sandbox: true, mail: true }, true],
  [{ DATABASE_URL: "", DEMO: "false" }, { postgres: true, sandbox: true, mail: true }, false],
])("%o replaces its part", (given, embedded, demo) => {
  expect(readSettings(given)).toMatchObject({ embedded, demo });
});

test.each([
  [
    { DATABASE_URL: "mysql://user:secret@host/db" },
    "DATABASE_URL is not the address of a PostgreSQL",
  ],
  [{ PORT: "abc" }, "PORT is wrong"],
  [{ MASTER_KEY: "secret" }, "MASTER_KEY must be 32 random bytes"],
  [{ INIT_API_KEY: "secret" }, "INIT_API_KEY is wrong"],
  [{ AUTH_GOOGLE_SECRET: "secret" }, "AUTH_GOOGLE_ID is missing"],
  [{ AUTH_OIDC_DOMAINS: "secret" }, "AUTH_OIDC_DOMAINS is wrong: write domain=organization:role"],
])("%o is refused in one line that does not repeat it", (given, message) => {
  expect(() => readSettings(given)).toThrow(message);
  expect(() => readSettings(given)).not.toThrow("secret");
});

test("a taken port is told, with how to choose another one", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const settings = readSettings({ PORT: String(port) });
  await expect(checkPort(settings)).rejects.toThrow(`Port ${port} is taken`);
  other.close();
  await new Promise((resolve) => other.once("close", resolve));
  await expect(checkPort(settings)).resolves.toBeUndefined();
});
