import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Role, TeamRole } from "@/lib/core/access";
import { openBrowser } from "@/lib/testing/browser";
import { type CaughtMail, type MailCatcher, mailCatcher } from "@/lib/testing/mail-catcher";
import { PERSON_PASSWORD, personIn, signedIn, type TestPerson } from "@/lib/testing/people";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";

let mails: MailCatcher;
let api: TestApi;
let owner: TestPerson["browser"];
let teamId = "";
const DAY_MS = 24 * 3_600_000;

beforeAll(async () => {
  mails = await mailCatcher();
  // SIGN_UP is closed: people come by invitation alone.
  api = await openTestApi({ environment: { SMTP_URL: mails.smtpUrl } });
  owner = await signedIn(api, TEST_EMAIL, TEST_PASSWORD);
  teamId = (await owner.call("GET", "/v1/teams")).body.data[0].id;
});
afterAll(async () => {
  await api?.close();
  await mails?.close();
});
beforeEach(() => api.line.process.runtime.database.prisma.attempt.deleteMany());

interface Wanted {
  readonly email: string;
  readonly role?: Role | null;
  readonly teams?: readonly { teamId: string; role: TeamRole }[];
}

const tokenIn = ({ text }: CaughtMail): string =>
  /\/invitation#([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? "";
/** Invites and takes the secret out of the mail. */
const invited = async (wanted: Wanted, by = owner) => {
  const { status, body } = await by.call("POST", "/v1/invitations", wanted);
  expect(status).toBe(201);
  const mail = await mails.nextTo(wanted.email.toLowerCase());
  return { id: body.id as string, body, mail, token: tokenIn(mail) };
};
const person = (role: Role | null, teams: { teamId: string; role: TeamRole }[] = []) =>
  personIn(api, { role, teams });
const newcomer = { name: "Noor Vale", password: "eleven copper windmills hum" };
const step = (name: string, body: object, browser = openBrowser(api)) => browser.step(name, body);
const reasonOf = ({ status, body }: Awaited<ReturnType<typeof step>>) => [
  status,
  body.error?.details.reason,
];
const logged = (subjectId: string) =>
  api.inside(({ tx }) =>
    tx.auditEntry.findMany({
      where: { subjectId, action: { not: "person.signedIn" } },
      orderBy: { id: "desc" },
      take: 1,
    }),
  );
const membershipOf = (email: string) =>
  api.inside(({ tx }) =>
    tx.membership.findFirst({ where: { user: { email } }, include: { teams: true } }),
  );

describe("an invitation", () => {
  it("goes out by mail, in the language of who invites, and nobody else sees its secret", async () => {
    await owner.call("PATCH", "/v1/account", { locale: "es" });
    const { body, mail, token } = await invited({ email: "Spanish@Example.com", role: "viewer" });
    await owner.call("PATCH", "/v1/account", { locale: "en" });
    expect(mail.subject).toBe("Le han invitado a Test organization");
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^inv_/), email: "spanish@example.com", role: "viewer" },
      ...{ teams: [], invitedBy: expect.any(String), status: "open" },
      createdAt: expect.any(String),
      expiresAt: new Date(Date.parse(body.createdAt) + 7 * DAY_MS).toISOString(),
    });
    const listed = await owner.call("GET", "/v1/invitations");
    const rows = await api.inside(({ tx }) => tx.invitation.findMany());
    expect(JSON.stringify([body, listed.body, rows])).not.toContain(token);
    expect(listed.body.data[0]).toEqual(body);
    expect(await logged(body.id)).toMatchObject([
      {
        ...{ action: "invitation.created", subjectName: "spanish@example.com" },
        after: { role: "viewer", teams: [] },
      },
    ]);
  });

  it("takes the place of one that is open, whose link is dead then", async () => {
    const first = await invited({ email: "twice@example.com", role: "viewer" });
    const second = await invited({ email: "Twice@example.com", role: "member" });
    expect(reasonOf(await step("invitation", { token: first.token }))).toEqual([400, "link"]);
    expect((await step("invitation", { token: second.token })).status).toBe(200);
    const { data } = (await owner.call("GET", "/v1/invitations")).body;
    const ids = data.map(({ id }: { id: string }) => id);
    expect([ids.includes(first.id), ids.includes(second.id)]).toEqual([false, true]);
  });

  it("of one address is one, also when two are sent at the same moment", async () => {
    const send = () =>
      owner.call("POST", "/v1/invitations", { email: "race@example.com", role: "viewer" });
    const sent = await Promise.all([send(), send(), send()]);
    expect(sent.map(({ status }) => status)).toEqual([201, 201, 201]);
    const open = await api.inside(({ tx }) =>
      tx.invitation.count({ where: { email: "race@example.com", revokedAt: null } }),
    );
    expect(open).toBe(1);
  });

  it("is not sent to a member, into no place, twice into one team, or into another's team", async () => {
    const member = await person("member");
    const refused = await owner.call("POST", "/v1/invitations", {
      ...{ email: member.email.toUpperCase(), role: "viewer" },
    });
    expect([refused.status, refused.body.error.details]).toEqual([
      409,
      { field: "email", reason: "member", userId: member.id },
    ]);
    const twice = [
      { teamId, role: "member" },
      { teamId, role: "viewer" },
    ];
    const none = { teamId: "team_none", role: "member" };
    const email = "nobody@example.com";
    for (const [wanted, status] of [
      [{ email }, 400],
      [{ email, teams: twice }, 400],
      [{ email, teams: [none] }, 404],
      [{ email, role: "viewer", teams: [none] }, 404],
    ] as const) {
      expect((await owner.call("POST", "/v1/invitations", wanted)).status).toBe(status);
    }
  });

  it("gives no more than who sends it holds", async () => {
    const admin = await person("admin");
    const lead = await person("viewer", [{ teamId, role: "admin" }]);
    const { id: other } = (await owner.call("POST", "/v1/teams", { name: "Other" })).body;
    const email = "more@example.com";
    const into = (team: string) => [{ teamId: team, role: "member" }] as const;
    const cases: [string, TestPerson, object, number][] = [
      ["an admin makes no owner", admin, { role: "owner" }, 403],
      ["a lead takes nobody into the organization", lead, { role: "viewer" }, 403],
      ["a lead's team is one only", lead, { teams: into(other) }, 403],
      ["a viewer", await person("viewer"), { role: "viewer" }, 403],
      ["a member", await person("member"), { teams: into(teamId) }, 403],
    ];
    for (const [name, { browser }, wanted, status] of cases) {
      const answer = await browser.call("POST", "/v1/invitations", { email, ...wanted });
      expect([name, answer.status]).toEqual([name, status]);
    }
    const guest = await person(null, [{ teamId, role: "admin" }]);
    const unseen = await guest.browser.call("POST", "/v1/invitations", {
      ...{ email, teams: into(other) },
    });
    expect(unseen.status).toBe(404);
  });

  it("is seen and revoked by those who could have sent it", async () => {
    const lead = await person(null, [{ teamId, role: "admin" }]);
    const teams = [{ teamId, role: "member" }] as const;
    const own = await invited({ email: "team@example.com", teams }, lead.browser);
    const wide = await invited({ email: "wide@example.com", role: "owner" });
    const { data } = (await lead.browser.call("GET", "/v1/invitations")).body;
    expect(data).toEqual([
      { ...own.body, teams: [{ teamId, teamName: "Default", role: "member" }] },
    ]);
    // Nor can a lead push aside what they could not have sent.
    const pushed = await lead.browser.call("POST", "/v1/invitations", {
      ...{ email: "wide@example.com", teams },
    });
    expect(reasonOf(pushed)).toEqual([409, "invited"]);
    const remove = (browser: TestPerson["browser"], id: string) =>
      browser.call("DELETE", `/v1/invitations/${id}`);
    expect((await remove(lead.browser, wide.id)).status).toBe(404);
    expect((await remove((await person("admin")).browser, wide.id)).status).toBe(403);
    const stranger = { key: await api.stranger() };
    expect((await api.call("DELETE", `/v1/invitations/${own.id}`, stranger)).status).toBe(404);
    expect((await remove(lead.browser, own.id)).body).toEqual({ id: own.id });
    expect((await remove(lead.browser, own.id)).status).toBe(404);
    expect(reasonOf(await step("invitation", { token: own.token }))).toEqual([400, "link"]);
    expect(await logged(own.id)).toMatchObject([{ action: "invitation.revoked" }]);
    await remove(owner, wide.id);
  });

  it("floods no mailbox", async () => {
    const send = () =>
      owner.call("POST", "/v1/invitations", { email: "flood@example.com", role: "viewer" });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await send()).status);
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
  });
});

describe("accepting", () => {
  it("makes a new person's account, though nobody may sign up, and takes them in once", async () => {
    const teams = [{ teamId, role: "admin" }] as const;
    const email = "noor@example.com";
    const { id, token } = await invited({ email, role: "viewer", teams });
    const shown = await step("invitation", { token });
    expect(shown.body).toEqual({
      ...{ organizationName: "Test organization", email, hasAccount: false, signedInAs: null },
      ...{ invitedBy: expect.any(String), expiresAt: expect.any(String) },
    });
    for (const [change, details] of [
      [{ name: undefined }, { field: "name" }],
      [{ password: undefined }, { field: "password" }],
      [{ password: "short" }, { field: "password", reason: "short" }],
      [{ password: "my noor vale pass 1" }, { field: "password", reason: "own" }],
    ] as const) {
      const refused = await step("invitation-accept", { token, ...newcomer, ...change });
      expect([refused.status, refused.body.error.details]).toEqual([400, details]);
    }
    const done = await step("invitation-accept", { token, ...newcomer, locale: "es" });
    expect([done.status, done.body]).toEqual([
      200,
      { email, organizationName: "Test organization" },
    ]);
    const browser = await signedIn(api, email, newcomer.password);
    expect((await browser.call("GET", "/v1/account")).body).toMatchObject({
      ...{ name: newcomer.name, locale: "es", email },
    });
    expect((await browser.call("GET", "/v1/jobs")).status).toBe(200);
    const member = await membershipOf(email);
    expect(member).toMatchObject({ role: "viewer", teams: [{ teamId, role: "admin" }] });
    expect(await logged(member?.userId ?? "")).toMatchObject([
      {
        ...{ action: "member.joined", actorName: email, actorKind: "user", address: "127.0.0.1" },
        after: { role: "viewer", teams: ["Default: admin"], way: "invitation" },
      },
    ]);
    expect(reasonOf(await step("invitation-accept", { token, ...newcomer }))).toEqual([
      400,
      "link",
    ]);
    expect(reasonOf(await step("invitation", { token }))).toEqual([400, "link"]);
    const { data } = (await owner.call("GET", "/v1/invitations")).body;
    expect(data.map((one: { id: string }) => one.id)).not.toContain(id);
  });

  it("is for the invited address: with its account, by whoever is signed in with it", async () => {
    const guest = await personIn(api, null);
    const { token } = await invited({ email: guest.email, role: "member" });
    const other = await person("viewer");
    const anonymous = await step("invitation-accept", { token });
    expect(anonymous.status).toBe(401);
    // The link alone sets no new password and makes no second account.
    expect((await step("invitation-accept", { token, ...newcomer })).status).toBe(401);
    const wrong = await step("invitation-accept", { token, ...newcomer }, other.browser);
    expect(reasonOf(wrong)).toEqual([403, "address"]);
    // They belong nowhere yet, and see what they were sent.
    expect(reasonOf(await guest.browser.call("GET", "/v1/jobs"))).toEqual([403, "no_organization"]);
    const shown = await step("invitation", { token }, guest.browser);
    expect(shown.body).toMatchObject({ hasAccount: true, signedInAs: guest.email });
    expect((await step("invitation-accept", { token }, guest.browser)).status).toBe(200);
    expect((await guest.browser.call("GET", "/v1/jobs")).status).toBe(200);
    await signedIn(api, guest.email, PERSON_PASSWORD);
    expect((await membershipOf(guest.email))?.role).toBe("member");
  });

  it("shows the new organization to somebody who has another", async () => {
    const key = await api.stranger();
    const { prisma } = api.line.process.runtime.database;
    const them = await person("viewer");
    const email = them.email;
    await api.call("POST", "/v1/invitations", { key, body: { email, role: "admin" } });
    const mail = await mails.nextTo(email);
    expect(mail.text).toContain("Another organization");
    const token = tokenIn(mail);
    expect((await step("invitation-accept", { token }, them.browser)).status).toBe(200);
    const session = await prisma.session.findFirst({ where: { userId: them.id } });
    expect(session?.currentOrganizationId).not.toBe(api.organizationId);
    expect((await them.browser.call("GET", "/v1/api-keys")).status).toBe(200);
    // Removed from there, their session shows what they still have.
    expect((await api.call("DELETE", `/v1/members/${them.id}`, { key })).status).toBe(200);
    expect((await them.browser.call("GET", "/v1/api-keys")).status).toBe(403);
    expect((await them.browser.call("GET", "/v1/jobs")).status).toBe(200);
  });

  it("happens once, also at the same moment", async () => {
    const guest = await personIn(api, null);
    const { token } = await invited({ email: guest.email, role: "viewer" });
    const all = await Promise.all(
      [1, 2, 3].map(() => step("invitation-accept", { token }, guest.browser)),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const fresh = await invited({ email: "fresh@example.com", role: "viewer" });
    const both = await Promise.all(
      [1, 2].map(() => step("invitation-accept", { token: fresh.token, ...newcomer })),
    );
    const statuses = both.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect(statuses[1]).toBeGreaterThanOrEqual(400);
    expect(statuses[1]).toBeLessThan(500);
    const { prisma } = api.line.process.runtime.database;
    expect(await prisma.user.count({ where: { email: "fresh@example.com" } })).toBe(1);
  });

  it("ends after seven days, with the organization, and with the rights of who invited", async () => {
    const admin = await person("admin");
    const late = await invited({ email: "late@example.com", role: "viewer" });
    const closing = await invited({ email: "closing@example.com", role: "viewer" });
    const gone = await invited({ email: "gone@example.com", role: "viewer" }, admin.browser);
    const past = { expiresAt: new Date() };
    await api.inside(({ tx }) => tx.invitation.updateMany({ where: { id: late.id }, data: past }));
    const { data } = (await owner.call("GET", "/v1/invitations")).body;
    expect(data.find(({ id }: { id: string }) => id === late.id).status).toBe("expired");
    await owner.call("DELETE", `/v1/members/${admin.id}`);
    for (const { token } of [late, gone]) {
      for (const name of ["invitation", "invitation-accept"]) {
        expect(reasonOf(await step(name, { token, ...newcomer }))).toEqual([400, "link"]);
      }
    }
    const waits = (deleteAfter: Date | null) =>
      api.inside(({ tx, organizationId: id }) =>
        tx.organization.update({ where: { id }, data: { deleteAfter } }),
      );
    await waits(new Date(Date.now() + DAY_MS));
    expect(reasonOf(await step("invitation", { token: closing.token }))).toEqual([400, "link"]);
    await waits(null);
    expect((await step("invitation", { token: closing.token })).status).toBe(200);
  });

  it("is guessed by nobody: wrong links count for the address, right ones do not", async () => {
    const { token } = await invited({ email: "guess@example.com", role: "viewer" });
    for (let n = 0; n < 60; n++) {
      expect((await step("invitation", { token })).status).toBe(200);
    }
    let status = 0;
    for (let n = 0; n < 60 && status !== 429; n++) {
      ({ status } = await step("invitation", { token: "x".repeat(43) }));
    }
    expect(status).toBe(429);
  });
});
