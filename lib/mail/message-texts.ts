import { en, type MailMessages } from "./messages/en";
import { es } from "./messages/es";

const LANGUAGES: Record<string, MailMessages> = { en, es };

/** The texts for a locale such as `es` or `es-MX`; English for a language that is not translated. */
export function mailMessages(locale: string): MailMessages {
  return LANGUAGES[locale.toLowerCase().split(/[-_]/)[0] ?? ""] ?? en;
}

/** Puts values in the place of their `{mark}`; a mark without a value stays as it is. */
export function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);
}
