import { hashPassword } from "@/lib/auth/password";
import type { TestLine } from "@/lib/testing/test-line";
import { createOrganization } from "@/lib/workspace/create-organization";

/** Somebody who has signed in. */
export interface SignedInPerson {
  /** As a browser sends it. */
  readonly cookie: string;
  /** Ending it would end the run of what takes a person. */
  readonly sessionId: string;
}

const EMAIL = "person@fuzzed.example";
const PASSWORD = "umber lantern fifty geese";

/** Signs somebody in who owns an organization of their own: what they do to it is done to nothing else of the run. */
export async function signInSomebody(line: TestLine, url: string): Promise<SignedInPerson> {
  const { runtime } = line.process;
  const ownerId = runtime.newId("user");
  const newOwner = { email: EMAIL, name: "Person", locale: "en" };
  await createOrganization(runtime, {
    ...{ name: "Fuzzed", teamName: "Default", ownerId },
    newOwner: { ...newOwner, passwordHash: await hashPassword(PASSWORD) },
  });
  const headers = { "sec-fetch-site": "same-origin" };
  const asked = await fetch(`${url}/api/auth/csrf`, { headers });
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const body = new URLSearchParams({ email: EMAIL, password: PASSWORD, csrfToken, json: "true" });
  const entered = await fetch(`${url}/api/auth/callback/password`, {
    ...{ method: "POST", body, redirect: "manual" },
    headers: { ...headers, cookie: cookieOf(asked) },
  });
  const session = await runtime.database.prisma.session.findFirst({ where: { userId: ownerId } });
  if (!session) throw new Error(`nobody was signed in: ${entered.status}`);
  return { cookie: cookieOf(entered), sessionId: session.id };
}

const cookieOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
