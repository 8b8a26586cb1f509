import { encode } from "next-auth/jwt";
import { authSecret } from "@/lib/auth/auth-secret";
import { hashPassword } from "@/lib/auth/password";
import { beginSession } from "@/lib/auth/session";
import { withOrganization } from "@/lib/db/client";
import { addMember, createUser } from "@/lib/db/user";
import type { TestLine } from "@/lib/testing/test-line";
import { createOrganization } from "@/lib/workspace/create-organization";

/** Somebody who is signed in, for what a key cannot do. */
export interface Person {
  /** The value of the session's cookie. */
  readonly cookie: string;
  readonly sessionId: string;
  /** That may be ended. */
  readonly sessions: readonly string[];
  readonly passwords: readonly string[];
  /** Their own, in which they are now, and another: what they end is nothing that the fuzzer's key needs. */
  readonly organizations: readonly string[];
  /** Who could become the owner in their place. */
  readonly successors: readonly string[];
}

const PASSWORD = "nine fuzzy pears in a bowl";

const SESSIONS = 20;

/** Makes the owner of two organizations, with a colleague in each and sessions that may be ended. */
export async function seedPerson(line: TestLine): Promise<Person> {
  const { runtime } = line.process;
  const ownerId = await makeUser(line, "person");
  const successor = await makeUser(line, "successor");
  const organizations = await Promise.all(
    ["Own", "Other"].map(async (name) => {
      const id = await createOrganization(runtime, { name, teamName: "Default", ownerId });
      await withOrganization(runtime.database, id, (scope) => addMember(scope, successor, "admin"));
      return id;
    }),
  );
  const sessionId = await signIn(line, ownerId);
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => signIn(line, ownerId)));
  const cookie = await encode({ token: { sid: sessionId }, secret: authSecret() });
  return {
    ...{ cookie, sessionId, sessions, organizations },
    ...{ passwords: [PASSWORD], successors: [successor] },
  };
}

async function makeUser({ process: { runtime } }: TestLine, name: string): Promise<string> {
  const id = runtime.newId("user");
  const passwordHash = await hashPassword(PASSWORD);
  await createUser(runtime.database, { id, email: `${name}@example.com`, name, passwordHash });
  return id;
}

async function signIn({ process: { runtime } }: TestLine, userId: string): Promise<string> {
  const id = runtime.newId("ses");
  const visitor = { address: "127.0.0.1", userAgent: "fuzzer" };
  const session = { id, userId, method: "password" } as const;
  await beginSession(runtime.database, session, visitor, new Date(runtime.now()));
  return id;
}
