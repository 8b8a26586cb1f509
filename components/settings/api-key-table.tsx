"use client";

import { useTranslations } from "next-intl";
import type { ApiKey } from "@/lib/contracts/organization";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { KeyBudget } from "./key-budget";
import { KeyMenu } from "./key-menu";
import { KeyStatus } from "./key-status";

export function ApiKeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const t = useTranslations("api-keys");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("name")}</TableHead>
          <TableHead>{t("key")}</TableHead>
          <TableHead>{t("team")}</TableHead>
          <TableHead>{t("expires")}</TableHead>
          <TableHead>{t("lastUsed")}</TableHead>
          <TableHead>{t("budget")}</TableHead>
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
  const t = useTranslations("api-keys");
  const format = useFormat();
  const { name, status, createdAt, createdByName, teamName, lastUsedAt } = apiKey;
  const revoked = status === "revoked";
  const date = format.date(createdAt);
  return (
    <TableRow className={cn(revoked && "text-muted")}>
      <TableCell className="min-w-44">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="wrap-anywhere">{name}</span>
          <KeyStatus status={status} />
        </span>
        <span className="text-muted text-sm">
          {createdByName ? t("madeBy", { name: createdByName, date }) : t("made", { date })}
        </span>
      </TableCell>
      <TableCell>
        <code className="whitespace-nowrap font-mono text-sm">{apiKey.prefix}…</code>
        <span className="mt-1 flex flex-wrap gap-1">
          {apiKey.scopes.map((scope) => (
            <Badge key={scope}>{t(`scopes.${scope}`)}</Badge>
          ))}
        </span>
      </TableCell>
      <TableCell className="min-w-28">{teamName ?? t("wholeOrganization")}</TableCell>
      <TableCell className="whitespace-nowrap">
        <Expiry apiKey={apiKey} />
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        {lastUsedAt === null ? t("neverUsed") : <TimeAgo iso={lastUsedAt} />}
      </TableCell>
      <TableCell>
        <KeyBudget apiKey={apiKey} />
      </TableCell>
      <TableCell align="end">{revoked ? null : <KeyMenu apiKey={apiKey} />}</TableCell>
    </TableRow>
  );
}

/** When it ends, both ways that people think of it; and until when an old secret holds. */
function Expiry({ apiKey: { expiresAt, previousUntil } }: { apiKey: ApiKey }) {
  const t = useTranslations("api-keys");
  const format = useFormat();
  return (
    <span className="grid">
      {expiresAt === null ? (
        t("never")
      ) : (
        <>
          <TimeAgo iso={expiresAt} />
          <span className="text-muted text-sm">{format.date(expiresAt)}</span>
        </>
      )}
      {previousUntil === null ? null : (
        <span className="text-muted text-sm">
          {t("previousUntil", { time: format.dateTime(previousUntil) })}
        </span>
      )}
    </span>
  );
}
