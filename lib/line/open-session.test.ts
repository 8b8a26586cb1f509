import { expect, test } from "vitest";
import type { Runtime } from "../runtime";
import { assertAllowedAddresses } from "./open-session";

function runtime(allowPrivateProviderUrls: boolean): Runtime {
  const settings = { allowPrivateProviderUrls, sandboxUrl: "http://127.0.0.1:4010" };
  return { settings } as Runtime;
}

const PRIVATE = "http://169.254.169.254/latest";

test.each([
  ["the base URL", { baseUrl: PRIVATE, settings: {} }],
  ["an address among the settings", { baseUrl: null, settings: { s3Endpoint: PRIVATE } }],
])("%s may not lead into a private network", async (_, account) => {
  await expect(assertAllowedAddresses(runtime(false), account)).rejects.toMatchObject({
    providerCode: "private_address",
  });
  await assertAllowedAddresses(runtime(true), account);
});

test("settings that are no addresses, and the sandbox's own address, are let through", async () => {
  const settings = { region: "us-east-1", s3Endpoint: "http://localhost:4010" };
  await assertAllowedAddresses(runtime(false), { baseUrl: null, settings });
});
