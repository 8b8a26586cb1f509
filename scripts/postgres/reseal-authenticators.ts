import type pg from "pg";
import { peopleKeyUnder } from "../../lib/auth/derived-keys";
import { authenticatorPlace, openAuthenticator } from "../../lib/auth/sealed-authenticator";
import { keyIdOfText, type MasterKey, sealText } from "../../lib/secrets";

/**
 * Seals the secrets of people's authenticators with the key that follows from the first of `masterKeys`. May be cut off,
 * repeated, and run by several at once: a secret is replaced only while the one that was read still stands.
 */
export async function resealAuthenticators(
  client: pg.Client,
  masterKeys: readonly [MasterKey, ...MasterKey[]],
): Promise<void> {
  const keys = masterKeys.map(peopleKeyUnder);
  const current = peopleKeyUnder(masterKeys[0]);
  const { rows } = await client.query<{ user_id: string; sealed_secret: Buffer }>(
    "SELECT user_id, sealed_secret FROM second_factors ORDER BY user_id",
  );
  for (const { user_id: userId, sealed_secret: sealed } of rows) {
    if (keyIdOfText(sealed) === current.id) continue;
    const secret = openAuthenticator(keys, userId, sealed);
    const again = sealText(current, authenticatorPlace(userId), secret);
    await client.query(
      "UPDATE second_factors SET sealed_secret = $1 WHERE user_id = $2 AND sealed_secret = $3",
      [Buffer.from(again), userId, sealed],
    );
  }
}
