import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Role, TeamRole } from "@/lib/core/access";
import { findUserByEmail } from "@/lib/db/user";
import { type MailCatcher, mailCatcher } from "@/lib/testing/mail-catcher";
import { personIn, placed, signedIn, type TestPerson } from "@/lib/testing/people";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";
import { changeRole } from "@/lib/workspace/change-role";
import { removeMember } from "@/lib/workspace/remove-member";

let mails: MailCatcher;
let api: TestApi;
let owner: TestPerson;
let teamId = "";

beforeAll(async () => {
  mails = await mailCatcher();
  api = await openTestApi({ environment: { SMTP_URL: mails.smtpUrl } });
  const { database } = api.line.process.runtime;
  const user = await findUserByEmail(database, TEST_EMAIL);
  const browser = await signedIn(api, TEST_EMAIL, TEST_PASSWORD);
  owner = { id: user?.id ?? "", email: TEST_EMAIL, browser };
  teamId = (await owner.browser.call("GET", "/v1/teams")).body.data[0].id;
});
afterAll(async () => {
  await api?.close();
  await mails?.close();
});
beforeEach(() => api.line.process.runtime.database.prisma.attempt.deleteMany());

const person = (role: Role | null, teams: { teamId: string; role: TeamRole }[] = []) =>
  personIn(api, { role, teams });
const newTeam = async (name: string): Promise<string> =>
  (await owner.browser.call("POST", "/v1/teams", { name })).body.id;
const roleOf = async (id: string) => {
  const row = await api.inside(({ tx }) => tx.membership.findFirst({ where: { userId: id } }));
  return row ? row.role : "gone";
};
const logged = (subjectId: string) =>
  api.inside(({ tx }) =>
    tx.auditEntry.findMany({ where: { subjectId }, orderBy: { id: "desc" }, take: 1 }),
  );
const mailTo = async (to: string, subject: string) => {
  expect((await mails.nextTo(to)).subject).toContain(subject);
};
const reasonOf = ({ status, body }: Awaited<ReturnType<TestPerson["browser"]["call"]>>) => [
  status,
  body.error?.details.reason,
];

describe("the list of members", () => {
  it("shows who is here, as what, in which teams, page by page", async () => {
    const viewer = await person("viewer", [{ teamId, role: "member" }]);
    const { body } = await viewer.browser.call("GET", "/v1/members?limit=200");
    const shown = body.data.find(({ id }: { id: string }) => id === viewer.id);
    expect(shown).toEqual({
      ...{ id: viewer.id, email: viewer.email, name: expect.stringContaining("Person") },
      ...{ role: "viewer", secondFactor: false },
      teams: [{ teamId, teamName: "Default", role: "member" }],
      joinedAt: expect.any(String),
      lastSeenAt: expect.any(String),
    });
    const ids: string[] = [];
    for (let cursor = ""; ; ) {
      const path = `/v1/members?limit=1${cursor && `&cursor=${cursor}`}`;
      const page = (await viewer.browser.call("GET", path)).body;
      ids.push(...page.data.map(({ id }: { id: string }) => id));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(body.data.map(({ id }: { id: string }) => id));
  });

  it("is nothing for somebody of one team, or of none", async () => {
    const guest = await person(null, [{ teamId, role: "member" }]);
    expect((await guest.browser.call("GET", "/v1/members")).status).toBe(403);
  });
});

describe("a role", () => {
  it("is changed, and the change is on record with what it was", async () => {
    const [admin, member] = [await person("admin"), await person("member")];
    const path = `/v1/members/${member.id}`;
    const changed = await admin.browser.call("PATCH", path, { role: "viewer" });
    expect([changed.status, changed.body.role]).toEqual([200, "viewer"]);
    expect(await logged(member.id)).toMatchObject([
      {
        ...{ action: "member.changed", subjectName: member.email },
        ...{ actorId: admin.id, actorName: admin.email, address: "127.0.0.1" },
        ...{ before: { role: "member" }, after: { role: "viewer" } },
      },
    ]);
    // The same once more changes nothing, and nothing is noted.
    const [first] = await logged(member.id);
    expect((await admin.browser.call("PATCH", path, { role: "viewer" })).status).toBe(200);
    expect(await logged(member.id)).toEqual([first]);
  });

  it.each([
    ["admin", "owner", "viewer", 403],
    ["admin", "member", "owner", 403],
    ["admin", "viewer", "admin", 200],
    ["member", "viewer", "billing", 403],
    ["viewer", "viewer", "billing", 403],
    ["billing", "viewer", "billing", 403],
    ["owner", "admin", "owner", 200],
  ] as const)("%s makes of %s: %s → %i", async (giver, from, to, status) => {
    const [one, other] = [await person(giver), await person(from)];
    const path = `/v1/members/${other.id}`;
    expect((await one.browser.call("PATCH", path, { role: to })).status).toBe(status);
    expect(await roleOf(other.id)).toBe(status === 200 ? to : from);
    if (giver === "owner") await owner.browser.call("DELETE", `/v1/members/${one.id}`);
    if (await isOwner(other)) await owner.browser.call("PATCH", path, { role: "viewer" });
  });
  const isOwner = async ({ id }: TestPerson) => (await roleOf(id)) === "owner";

  it("is nothing that a key gives an owner, or takes from one", async () => {
    const member = await person("member");
    const change = (id: string, role: string) =>
      api.call("PATCH", `/v1/members/${id}`, { body: { role } });
    expect((await change(member.id, "owner")).status).toBe(403);
    expect((await change(owner.id, "viewer")).status).toBe(403);
    expect((await change(member.id, "admin")).status).toBe(200);
    const handed = await api.call("POST", "/v1/organization/ownership", {
      body: { userId: member.id },
    });
    expect(handed.status).toBe(403);
  });

  it("may be none for somebody in a team, and not for others", async () => {
    const member = await person("member");
    const path = `/v1/members/${member.id}`;
    expect((await owner.browser.call("PATCH", path, { role: null })).status).toBe(400);
    await owner.browser.call("PUT", `/v1/teams/${teamId}/members/${member.id}`, { role: "viewer" });
    expect((await owner.browser.call("PATCH", path, { role: null })).body.role).toBeNull();
    expect((await member.browser.call("GET", "/v1/datasets")).status).toBe(200);
  });

  it("takes keys and invitations with it that give more", async () => {
    const admin = await person("admin");
    const make = async (name: string, scopes: string[]) =>
      (await admin.browser.call("POST", "/v1/api-keys", { name, scopes })).body.secret as string;
    const [strong, weak] = [await make("Strong", ["admin"]), await make("Weak", ["read"])];
    await admin.browser.call("POST", "/v1/invitations", {
      ...{ email: "outgrown@example.com", role: "admin" },
    });
    await mailTo("outgrown@example.com", "invited");
    await owner.browser.call("PATCH", `/v1/members/${admin.id}`, { role: "viewer" });
    expect((await api.call("GET", "/v1/jobs", { key: strong })).status).toBe(401);
    expect((await api.call("GET", "/v1/jobs", { key: weak })).status).toBe(200);
    const { data } = (await owner.browser.call("GET", "/v1/invitations")).body;
    expect(data.map(({ email }: { email: string }) => email)).not.toContain("outgrown@example.com");
  });
});

describe("the last owner", () => {
  it("can neither leave, nor be demoted", async () => {
    const path = `/v1/members/${owner.id}`;
    expect(reasonOf(await owner.browser.call("DELETE", path))).toEqual([409, "last_owner"]);
    const demoted = await owner.browser.call("PATCH", path, { role: "admin" });
    expect(reasonOf(demoted)).toEqual([409, "last_owner"]);
    expect(await roleOf(owner.id)).toBe("owner");
  });

  interface Owner {
    readonly id: string;
  }
  const by = ({ id: userId }: Owner) => ({ userId, access: { organization: [], teams: {} } });
  const demote = ({ id: userId }: Owner, giver: Owner) =>
    changeRole(api.line.process.runtime, api.organizationId, {
      ...{ userId, role: "admin", giver: by(giver) },
    });
  const remove = ({ id: userId }: Owner, giver: Owner) =>
    removeMember(api.line.process.runtime, api.organizationId, { userId, giver: by(giver) });
  /** As before: the one who was there first is the only owner. */
  const restore = (second: Owner) =>
    api.inside(async ({ tx, organizationId }) => {
      const key = { organizationId, userId: owner.id };
      await tx.membership.upsert({
        where: { organizationId_userId: key },
        create: { ...key, role: "owner" },
        update: { role: "owner" },
      });
      await tx.membership.deleteMany({ where: { userId: second.id } });
    });

  it.each([
    ["demote each other", (one: Owner, other: Owner) => demote(other, one)],
    ["step down", (one: Owner) => demote(one, one)],
    ["remove each other", (one: Owner, other: Owner) => remove(other, one)],
    ["leave", (one: Owner) => remove(one, one)],
  ])("is there still when both of two %s at the same moment", async (_, act) => {
    for (let round = 0; round < 3; round++) {
      const second = await placed(api, { role: "owner", teams: [] });
      const done = await Promise.allSettled([act(owner, second), act(second, owner)]);
      expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const where = { role: "owner" } as const;
      expect(await api.inside(({ tx }) => tx.membership.count({ where }))).toBe(1);
      await restore(second);
    }
  });
});

describe("leaving", () => {
  it("is for everybody; whoever belongs nowhere then has their account still", async () => {
    const leaver = await person("viewer");
    const left = await leaver.browser.call("DELETE", `/v1/members/${leaver.id}`);
    expect([left.status, left.body]).toEqual([200, { id: leaver.id }]);
    expect(await logged(leaver.id)).toMatchObject([
      { action: "member.left", before: { role: "viewer", teams: [] } },
    ]);
    const refused = await leaver.browser.call("GET", "/v1/jobs");
    expect(reasonOf(refused)).toEqual([403, "no_organization"]);
    expect((await leaver.browser.call("GET", "/v1/teams")).status).toBe(403);
    // Their account is still theirs, and they can sign in again.
    expect((await leaver.browser.call("GET", "/v1/account")).body.email).toBe(leaver.email);
    const name = { name: "Gone" };
    expect((await leaver.browser.call("PATCH", "/v1/account", name)).body).toMatchObject(name);
    expect((await leaver.browser.call("POST", "/v1/jobs", {})).status).toBe(403);
  });

  it("is asked of others by nobody who may not", async () => {
    const [viewer, other] = [await person("viewer"), await person("viewer")];
    for (const id of [other.id, owner.id, "user_none"]) {
      expect((await viewer.browser.call("DELETE", `/v1/members/${id}`)).status).toBe(403);
    }
    const admin = await person("admin");
    expect((await admin.browser.call("DELETE", `/v1/members/${owner.id}`)).status).toBe(403);
    expect((await admin.browser.call("DELETE", "/v1/members/user_none")).status).toBe(404);
  });
});

describe("removing somebody", () => {
  it("revokes the keys whose secret they saw, ends their places in teams, and tells them", async () => {
    const admin = await person("admin", [{ teamId, role: "viewer" }]);
    const { secret } = (await admin.browser.call("POST", "/v1/api-keys", { name: "Mine" })).body;
    const theirs = (await owner.browser.call("POST", "/v1/api-keys", { name: "Rotated" })).body;
    const rotated = await admin.browser.call("POST", `/v1/api-keys/${theirs.id}/rotate`, {});
    const removed = await owner.browser.call("DELETE", `/v1/members/${admin.id}`);
    expect(removed.status).toBe(200);
    await mailTo(admin.email, "no longer in Test organization");
    for (const key of [secret, rotated.body.secret]) {
      expect((await api.call("GET", "/v1/teams", { key })).status).toBe(401);
    }
    expect((await api.call("GET", "/v1/teams")).status).toBe(200);
    const places = await api.inside(({ tx }) =>
      tx.teamMembership.count({ where: { userId: admin.id } }),
    );
    expect(places).toBe(0);
    expect(await logged(admin.id)).toMatchObject([
      { action: "member.removed", before: { role: "admin", teams: ["Default: viewer"] } },
    ]);
    expect((await owner.browser.call("DELETE", `/v1/members/${admin.id}`)).status).toBe(404);
  });
});

describe("handing over", () => {
  it("makes another the owner and oneself an admin, and tells both", async () => {
    const heir = await person("member");
    const path = "/v1/organization/ownership";
    const admin = await person("admin");
    expect((await admin.browser.call("POST", path, { userId: admin.id })).status).toBe(403);
    expect((await owner.browser.call("POST", path, { userId: owner.id })).status).toBe(400);
    expect((await owner.browser.call("POST", path, { userId: "user_none" })).status).toBe(404);
    const second = { email: "second-address@example.com", role: "owner" };
    const { body: invited } = await owner.browser.call("POST", "/v1/invitations", second);
    const handed = await owner.browser.call("POST", path, { userId: heir.id });
    expect([handed.status, handed.body.id, handed.body.role]).toEqual([200, heir.id, "owner"]);
    expect([await roleOf(owner.id), await roleOf(heir.id)]).toEqual(["admin", "owner"]);
    for (let left = [heir.email, owner.email]; left.length > 0; ) {
      const { recipients, subject } = await mails.next();
      if (/You now own|new owner/.test(subject)) left = left.filter((to) => to !== recipients[0]);
    }
    expect(await logged(api.organizationId)).toMatchObject([
      { action: "organization.transferred", after: { owner: heir.email } },
    ]);
    // Nobody keeps a way back that they had laid before.
    expect((await logged(invited.id)).map(({ action }) => action)).toContain("invitation.revoked");
    expect((await owner.browser.call("POST", path, { userId: heir.id })).status).toBe(403);
    expect((await heir.browser.call("POST", path, { userId: owner.id })).status).toBe(200);
  });
});

describe("a team", () => {
  it("is made, renamed, archived and opened again; work begins in open ones only", async () => {
    const id = await newTeam("Search");
    const again = await owner.browser.call("POST", "/v1/teams", { name: "Search" });
    expect([again.status, again.body.error.details.field]).toEqual([409, "name"]);
    const path = `/v1/teams/${id}`;
    const taken = await owner.browser.call("PATCH", path, { name: "Default" });
    expect([taken.status, taken.body.error.details.field]).toEqual([409, "name"]);
    const changed = await owner.browser.call("PATCH", path, { name: "Finding", archived: true });
    expect(changed.body).toMatchObject({ id, name: "Finding", archivedAt: expect.any(String) });
    expect(await logged(id)).toMatchObject([
      {
        ...{ action: "team.updated", before: { name: "Search", archived: false } },
        after: { name: "Finding", archived: true },
      },
    ]);
    const upload = () => {
      const form = new FormData();
      form.set("file", new File(["text\none\n"], "rows.csv"));
      form.set("teamId", id);
      return api.call("POST", "/v1/datasets", { body: form });
    };
    expect(reasonOf(await upload())).toEqual([409, "archived"]);
    const last = await owner.browser.call("PATCH", `/v1/teams/${teamId}`, { archived: true });
    expect(reasonOf(last)).toEqual([409, "last_team"]);
    const opened = await owner.browser.call("PATCH", path, { archived: false });
    expect(opened.body.archivedAt).toBeNull();
    expect((await upload()).status).toBe(201);
  });

  it("is never archived when it is the last, also at the same moment", async () => {
    for (const name of ["One", "Two", "Three"]) await newTeam(name);
    const { data } = (await owner.browser.call("GET", "/v1/teams")).body;
    const archive = (id: string) =>
      owner.browser.call("PATCH", `/v1/teams/${id}`, { archived: true });
    const open = data.filter(({ archivedAt }: { archivedAt: null }) => archivedAt === null);
    const done = await Promise.all(open.map(({ id }: { id: string }) => archive(id)));
    expect(done.filter(({ status }) => status === 409)).toHaveLength(1);
    for (const { id } of open) {
      await owner.browser.call("PATCH", `/v1/teams/${id}`, { archived: false });
    }
  });

  it("is managed by its admin, and no other team is", async () => {
    const [own, other] = [await newTeam("Own"), await newTeam("Other")];
    const lead = await person(null, [{ teamId: own, role: "admin" }]);
    const mate = await person("viewer");
    const place = (team: string, id = mate.id) => `/v1/teams/${team}/members/${id}`;
    const set = await lead.browser.call("PUT", place(own), { role: "member" });
    expect(set.body).toEqual({
      ...{ userId: mate.id, name: expect.any(String), email: mate.email, role: "member" },
    });
    expect(await logged(own)).toMatchObject([
      { action: "team.memberChanged", after: { person: mate.email, role: "member" } },
    ]);
    const listed = await lead.browser.call("GET", `/v1/teams/${own}/members`);
    expect(listed.body.data.map(({ userId }: { userId: string }) => userId).sort()).toEqual(
      [lead.id, mate.id].sort(),
    );
    expect((await lead.browser.call("GET", "/v1/teams")).body.data).toMatchObject([
      { id: own, members: 2 },
    ]);
    for (const answer of [
      await lead.browser.call("PUT", place(other), { role: "member" }),
      await lead.browser.call("GET", `/v1/teams/${other}/members`),
      await lead.browser.call("PATCH", `/v1/teams/${other}`, { name: "Mine" }),
      await lead.browser.call("PUT", place(own, "user_none"), { role: "member" }),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect((await lead.browser.call("POST", "/v1/teams", { name: "New" })).status).toBe(403);
    // Of the team, but no admin of it.
    expect((await mate.browser.call("PUT", place(own), { role: "admin" })).status).toBe(403);
    expect((await lead.browser.call("DELETE", place(own))).body).toEqual({ userId: mate.id });
    expect((await lead.browser.call("DELETE", place(own))).status).toBe(404);
    expect(await roleOf(mate.id)).toBe("viewer");
    const plain = await person(null, [{ teamId: own, role: "member" }]);
    expect((await plain.browser.call("GET", `/v1/teams/${own}/members`)).status).toBe(403);
  });

  it("of another organization is not there, nor are its people", async () => {
    const key = await api.stranger();
    const calls: [string, string, object?][] = [
      ["PATCH", `/v1/teams/${teamId}`, { name: "Theirs" }],
      ["GET", `/v1/teams/${teamId}/members`],
      ["PUT", `/v1/teams/${teamId}/members/${owner.id}`, { role: "viewer" }],
      ["DELETE", `/v1/teams/${teamId}/members/${owner.id}`],
      ["PATCH", `/v1/members/${owner.id}`, { role: "viewer" }],
      ["DELETE", `/v1/members/${owner.id}`],
    ];
    for (const [method, path, body] of calls) {
      expect([path, (await api.call(method, path, { key, body })).status]).toEqual([path, 404]);
    }
  });
});
