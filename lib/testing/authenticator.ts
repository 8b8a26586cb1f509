import { TOTP } from "otpauth";

/** The code that an authenticator with this secret shows. */
export const codeOf = (secret: string, at = new Date()): string =>
  new TOTP({ secret }).generate({ timestamp: at.getTime() });
