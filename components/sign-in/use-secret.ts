"use client";

import { useEffect, useState } from "react";

/**
 * The secret behind the `#` of a mail's link, which no server and no prefetching scanner sees; null without one, undefined
 * until the page's script runs. It is taken out of the address, so that it stays in no history.
 */
export function useSecret(): string | null | undefined {
  const [secret, setSecret] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    const take = () => {
      const { hash, pathname, search } = window.location;
      // Once taken out it is found no more, and what was found before is kept.
      setSecret((known) => hash.slice(1) || known || null);
      if (hash) window.history.replaceState(null, "", pathname + search);
    };
    take();
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return secret;
}
