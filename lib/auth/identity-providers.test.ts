import { describe, expect, it } from "vitest";
import { googleVouches, offeredProviders, verifiedMail } from "./identity-providers";

const NONE = {
  AUTH_GOOGLE_ID: undefined,
  AUTH_GOOGLE_SECRET: undefined,
  AUTH_GITHUB_ID: undefined,
  AUTH_GITHUB_SECRET: undefined,
  AUTH_OIDC_ISSUER: undefined,
  AUTH_OIDC_CLIENT_ID: undefined,
  AUTH_OIDC_CLIENT_SECRET: undefined,
  AUTH_OIDC_NAME: "Northwind",
  AUTH_OIDC_TRUST_EMAIL: false,
};

describe("providers of identities", () => {
  it("are offered when all of their settings are there", () => {
    expect(offeredProviders(NONE)).toEqual([]);
    expect(offeredProviders({ ...NONE, AUTH_GOOGLE_ID: "x" })).toEqual([]);
    const oidc = { AUTH_OIDC_ISSUER: "https://id.example", AUTH_OIDC_CLIENT_ID: "x" };
    const all = {
      ...{ ...NONE, ...oidc, AUTH_OIDC_CLIENT_SECRET: "x", AUTH_GOOGLE_ID: "x" },
      ...{ AUTH_GOOGLE_SECRET: "x", AUTH_GITHUB_ID: "x", AUTH_GITHUB_SECRET: "x" },
    };
    expect(offeredProviders(all)).toEqual([
      { id: "oidc", name: "Northwind" },
      { id: "google", name: "Google" },
      { id: "github", name: "GitHub" },
    ]);
  });
});

describe("an address that Google vouches for", () => {
  it.each([
    [{ email: "ana@gmail.com", email_verified: true }, true],
    [{ email: "ana@corp.example", email_verified: true, hd: "corp.example" }, true],
    [{ email: "ana@corp.example", email_verified: true }, false],
    [{ email: "ana@evil-gmail.com", email_verified: true }, false],
    [{ email: "ana@gmail.com", email_verified: false }, false],
  ])("%j: %s", (profile, vouched) => {
    expect(googleVouches(profile)).toBe(vouched);
  });
});

describe("an address that GitHub vouches for", () => {
  const mail = (email: string, primary: boolean, verified: boolean) => ({
    ...{ email, primary, verified },
  });
  it.each([
    [[mail("a@x.example", false, true), mail("b@x.example", true, true)], "b@x.example"],
    [[mail("a@x.example", false, true), mail("b@x.example", true, false)], null],
    [[], null],
    [{ message: "Requires authentication" }, null],
  ])("%j: %s", (mails, expected) => {
    expect(verifiedMail(mails)).toBe(expected);
  });
});
