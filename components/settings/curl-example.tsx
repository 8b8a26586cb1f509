"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { CopyButton } from "../ui/copy-button";

/** A first call of the API. `secret`: null where no key can be shown; a shell variable stands for it. */
export function CurlExample({ secret }: { secret: string | null }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(window.location.origin), []);
  const command = curlCommand(origin, secret ?? "$TRANCHE_API_KEY");
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex items-center justify-between gap-2">
        <p className="text-muted text-sm">{t("curlIntro")}</p>
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

function curlCommand(origin: string, key: string): string {
  return [
    `curl ${origin}/api/v1/datasets \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    '  -F "file=@data.csv"',
  ].join("\n");
}
