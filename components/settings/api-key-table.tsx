"use client";

import { useTranslations } from "next-intl";
import type { ApiKey } from "@/lib/contracts/organization";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { RevokeKey } from "./revoke-key";

export function ApiKeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const t = useTranslations("settings");
  return (
    <Table label={t("keysTitle")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("name")}</TableHead>
          <TableHead>{t("key")}</TableHead>
          <TableHead>{t("created")}</TableHead>
          <TableHead>{t("lastUsed")}</TableHead>
          <TableHead>
            <span className="sr-only">{t("actions")}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {keys.map((key) => (
          <KeyLine key={key.id} apiKey={key} />
        ))}
      </TableBody>
    </Table>
  );
}

function KeyLine({ apiKey }: { apiKey: ApiKey }) {
  const t = useTranslations("settings");
  const format = useFormat();
  const revoked = apiKey.revokedAt !== null;
  return (
    <TableRow className={cn(revoked && "text-muted")}>
      <TableCell className="min-w-36">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {apiKey.name}
          {revoked ? <Badge>{t("revoked")}</Badge> : null}
        </span>
      </TableCell>
      <TableCell>
        <code className="whitespace-nowrap font-mono text-sm">{apiKey.prefix}…</code>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        <time dateTime={apiKey.createdAt}>{format.date(apiKey.createdAt)}</time>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        {apiKey.lastUsedAt === null ? t("neverUsed") : <TimeAgo iso={apiKey.lastUsedAt} />}
      </TableCell>
      <TableCell align="end">{revoked ? null : <RevokeKey apiKey={apiKey} />}</TableCell>
    </TableRow>
  );
}
