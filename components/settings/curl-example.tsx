"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { KeyScope } from "@/lib/core/access";
import { CopyButton } from "../ui/copy-button";

type CurlExampleProps = {
  /** Null where no key can be shown; a shell variable stands for it. */
  secret: string | null;
  /** What the key is for: the call is one that it may make. */
  scopes: readonly KeyScope[];
};

/** A first call of the API. */
export function CurlExample({ secret, scopes }: CurlExampleProps) {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(window.location.origin), []);
  const kind = callOf(scopes);
  const command = curlCommand(`${origin}/api/v1`, secret ?? "$TRANCHE_API_KEY", kind);
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex items-center justify-between gap-2">
        <p className="text-muted text-sm">{t(INTRO[kind])}</p>
        <CopyButton
          variant="ghost"
          text={command}
          label={common("copy")}
          copiedLabel={common("copied")}
          onRefused={() => toast.error(common("copyRefused"))}
        />
      </div>
      <pre className="overflow-x-auto rounded-md border bg-sunken p-3 font-mono text-sm">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <code tabIndex={0}>{command}</code>
      </pre>
    </div>
  );
}

type Call = "upload" | "approve" | "read";

const INTRO = { upload: "curlIntro", approve: "curlApprove", read: "curlRead" } as const;

function callOf(scopes: readonly KeyScope[]): Call {
  if (scopes.includes("submit") || scopes.includes("admin")) return "upload";
  return scopes.includes("read") ? "read" : "approve";
}

function curlCommand(api: string, key: string, call: Call): string {
  const authorization = `-H "Authorization: Bearer ${key}"`;
  switch (call) {
    case "upload":
      return [`curl ${api}/datasets \\`, `  ${authorization} \\`, '  -F "file=@data.csv"'].join(
        "\n",
      );
    case "read":
      return [`curl ${api}/jobs \\`, `  ${authorization}`].join("\n");
    case "approve":
      return [`curl -X POST ${api}/jobs/$JOB_ID/approve \\`, `  ${authorization}`].join("\n");
  }
}
