"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useState } from "react";
import { Toaster } from "../ui/toaster";
import { TooltipProvider } from "../ui/tooltip";
import { ApiError, isPassing } from "./api-error";
import { useStyleNonce } from "./use-style-nonce";

const FRESH_MS = 5_000;
const MAX_RETRIES = 2;

type ProvidersProps = { nonce: string; children: ReactNode };

/** What every page stands in: theme, queries, tips, toasts. */
export function Providers({ nonce, children }: ProvidersProps) {
  const t = useTranslations("common");
  const ownNonce = useStyleNonce(nonce);
  const [queryClient] = useState(createQueryClient);
  return (
    <ThemeProvider
      nonce={ownNonce}
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
    >
      <QueryClientProvider client={queryClient}>
        <TooltipProvider delayDuration={250}>
          {children}
          <Toaster label={t("notifications")} closeLabel={t("close")} />
        </TooltipProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenOutside }),
    mutationCache: new MutationCache({ onError: leaveWhenOutside }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < MAX_RETRIES && isPassing(error),
      },
    },
  });
}

/** While the page stood open the session ended: sign in, then come back here. Or its person was removed: say so. */
function leaveWhenOutside(error: Error): void {
  if (!(error instanceof ApiError)) return;
  if (error.details.reason === "no_organization") window.location.assign("/no-organization");
  if (error.status !== 401) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?from=${encodeURIComponent(here)}`);
}
