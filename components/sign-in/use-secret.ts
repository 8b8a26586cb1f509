"use client";

import { useEffect, useState } from "react";

/**
 * The secret behind the `#` of a mail's link, which no server and no prefetching scanner sees; null without one, undefined
 * until the page's script runs. It is taken out of the address, so that it stays in no history.
 */
export function useSecret(): string | null | undefined {
  const [secret, setSecret] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    const { hash, pathname, search } = window.location;
    // A second run of this effect finds nothing any more and keeps what the first one found.
    setSecret((known) => known ?? (hash.slice(1) || null));
    if (hash) window.history.replaceState(null, "", pathname + search);
  }, []);
  return secret;
}
