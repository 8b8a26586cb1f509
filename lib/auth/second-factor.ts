import { createHash, randomInt } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { Also, Database } from "../db/client";
import {
  beginSecondFactor,
  confirmSecondFactor,
  findSecondFactor,
  spendRecoveryCode,
  takeStep,
} from "../db/second-factor";
import { AppError } from "../errors";
import { sealText } from "../secrets";
import { peopleKeys } from "./derived-keys";
import { authenticatorPlace, openAuthenticator } from "./sealed-authenticator";

const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 section 4 asks for 128 bits at least and recommends 160. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** Without letters and digits that look alike. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
/** 16 of 30 letters: 78 bits, so that their hashes need no secret to be safe from guessing. */
const RECOVERY_LENGTH = 16;
const GROUP = 4;

export interface Enrolment {
  /** In base32, for people who cannot take a picture of the code. */
  readonly secret: string;
  /** `otpauth://totp/…` */
  readonly uri: string;
}

/** A new secret for somebody's authenticator; it holds once a code of it was given. Throws `conflict` when one holds already. */
export async function beginEnrolment(
  database: Database,
  { id, email }: { id: string; email: string },
  now: Date,
): Promise<Enrolment> {
  const secret = new Secret({ size: SECRET_BYTES });
  const sealed = sealText(peopleKeys()[0], authenticatorPlace(id), secret.base32);
  if (!(await beginSecondFactor(database, id, sealed, now))) {
    throw new AppError("conflict", "A second factor is set up already. Turn it off first.");
  }
  return { secret: secret.base32, uri: totp(secret, email).toString() };
}

/** The first code: from now on a second factor is asked for. Returns the recovery codes, shown once. Throws `invalid_request`. */
export async function confirmEnrolment(
  database: Database,
  { userId, code }: { userId: string; code: string },
  now: Date,
  also: Also = async () => {},
): Promise<string[]> {
  const found = await findSecondFactor(database, userId);
  if (!found || found.confirmedAt) throw new AppError("conflict", "Begin the set-up again.");
  if (!(await fitsAuthenticator(database, { userId, code }, now))) throw wrongCode();
  return newRecoveryCodes(database, userId, now, also);
}

/** Ten new recovery codes; the old ones no longer hold. */
export async function newRecoveryCodes(
  database: Database,
  userId: string,
  now: Date,
  also: Also,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  const codeHashes = codes.map((code) => hashOf(userId, code));
  await confirmSecondFactor(database, { userId, codeHashes }, now, also);
  return codes;
}

/** Whether a code holds: of the authenticator, or one for recovery. Either counts once. */
export async function checkSecondFactor(
  database: Database,
  { userId, code }: { userId: string; code: string },
  now: Date,
): Promise<boolean> {
  if (/^\s*\d{3}\s?\d{3}\s*$/.test(code)) return fitsAuthenticator(database, { userId, code }, now);
  return spendRecoveryCode(database, { userId, hash: hashOf(userId, code) }, now);
}

/** RFC 6238: one step of time to either side is allowed for (section 5.2), and no step is taken twice. */
async function fitsAuthenticator(
  database: Database,
  { userId, code }: { userId: string; code: string },
  now: Date,
): Promise<boolean> {
  const found = await findSecondFactor(database, userId);
  if (!found) return false;
  const secret = Secret.fromBase32(openAuthenticator(peopleKeys(), userId, found.sealedSecret));
  const token = code.replace(/\s/g, "");
  const delta = totp(secret, "").validate({ token, timestamp: now.getTime(), window: 1 });
  if (delta === null) return false;
  const step = Math.floor(now.getTime() / 1_000 / PERIOD_SECONDS) + delta;
  return takeStep(database, { userId, step });
}

export const wrongCode = (): AppError =>
  new AppError("invalid_request", "This code does not hold. Wait for the next one and enter it.", {
    details: { field: "code", reason: "code" },
  });

const totp = (secret: Secret, label: string): TOTP =>
  new TOTP({ issuer: "Tranche", label, secret, period: PERIOD_SECONDS, digits: DIGITS });

function newRecoveryCode(): string {
  const letters = Array.from(
    { length: RECOVERY_LENGTH },
    () => ALPHABET[randomInt(ALPHABET.length)],
  );
  return letters.join("").replace(new RegExp(`.{${GROUP}}(?!$)`, "g"), "$&-");
}

/** However it was typed: with or without its dashes, in any case. No key is in it, so that it outlives every master key. */
function hashOf(userId: string, code: string): string {
  const typed = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  return createHash("sha256").update(`tranche/recovery-code/v1/${userId}/${typed}`).digest("hex");
}
