"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { takeStep } from "./calls";
import { useSecret } from "./use-secret";

/** Where the secret waits while its reader signs in: for this tab alone, and until it is closed. */
const KEPT = "tranche.invitation";

/** The secret of the invitation that led here; null without one, undefined until the page's script runs. */
export function useInvitationSecret(): string | null | undefined {
  const found = useSecret();
  useEffect(() => {
    if (found) window.sessionStorage.setItem(KEPT, found);
  }, [found]);
  return found === null ? window.sessionStorage.getItem(KEPT) : found;
}

export const forgetInvitation = (): void => window.sessionStorage.removeItem(KEPT);

/** What the invitation says. Looking uses nothing up. */
export function useInvitation(secret: string) {
  return useQuery({
    queryKey: ["invitation", secret],
    queryFn: () => takeStep("invitation", { token: secret }),
    retry: false,
    refetchOnWindowFocus: false,
  });
}
