import { getServerSession } from "next-auth";
import { authSecret } from "./auth-secret";
import { sessionOptions } from "./session-options";

/** Who is looking at a page, as their signed cookie says. The API checks their membership again on each call. */
export interface SignedIn {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly organizationId: string;
  readonly organizationName: string;
}

export async function currentSession(): Promise<SignedIn | null> {
  const session = await getServerSession({ ...sessionOptions(authSecret()), providers: [] });
  if (!session?.user?.id || !session.user.organizationId) return null;
  const { id, email, name, organizationId, organizationName } = session.user;
  return {
    userId: id,
    email: email ?? "",
    name: name ?? email ?? "",
    organizationId,
    organizationName,
  };
}
