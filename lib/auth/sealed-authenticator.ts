import { AppError } from "../errors";
import { type DataKey, keyIdOfText, openText } from "../secrets";

/** Where the secret of somebody's authenticator is bound to; a value that is moved to another person no longer opens. */
export const authenticatorPlace = (userId: string): string => `users/${userId}/authenticator`;

/** The secret, in base32. Throws `storage_corrupt` when none of these keys sealed it. */
export function openAuthenticator(
  keys: readonly DataKey[],
  userId: string,
  sealed: Uint8Array,
): string {
  const key = keys.find(({ id }) => id === keyIdOfText(sealed));
  if (key) return openText(key, authenticatorPlace(userId), sealed);
  throw new AppError(
    "storage_corrupt",
    "The authenticator of this account was sealed with another master key. Name that one in MASTER_KEY_PREVIOUS and run the migration.",
  );
}
