import { describe, expect, it, vi } from "vitest";
import { newMasterKey } from "../secrets";
import { sessionCookie, sessionIdOf } from "./session-cookie";

describe("the session's cookie", () => {
  it("is for this very host and for https alone where people come over https", () => {
    const { sessionToken } = sessionCookie("https://tranche.example");
    expect(sessionToken).toEqual({
      name: "__Host-tranche.session",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    });
    const plain = sessionCookie("http://localhost:3000").sessionToken;
    expect([plain?.name, plain?.options.secure]).toEqual(["tranche.session", false]);
  });

  it("names no session when it is absent, damaged, or sealed by another installation", async () => {
    vi.stubEnv("DATABASE_URL", "postgres://nobody@localhost/nothing");
    vi.stubEnv("MASTER_KEY", newMasterKey());
    for (const header of [null, "", "other=1", "tranche.session=", "tranche.session=x.y.z"]) {
      expect(await sessionIdOf(header)).toBeNull();
    }
  });
});
