import { ProviderError } from "../errors";
import type { ProviderAccount } from "./provider";

/** Throws `ProviderError` for a key or an address that no call could be made with. */
export function checkAccount({ apiKey, baseUrl }: ProviderAccount): void {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ProviderError("auth", "The API key is empty or holds characters that no key has.");
  }
  if (baseUrl !== null && !(URL.canParse(baseUrl) && /^https?:/i.test(baseUrl))) {
    throw new ProviderError("invalid", "The base URL is no http or https address.");
  }
}

/** An address without this path and without slashes at its end, because people paste it with and without. */
export function withoutPath(baseUrl: string, path: RegExp): string {
  return baseUrl.replace(/\/+$/, "").replace(path, "").replace(/\/+$/, "");
}
