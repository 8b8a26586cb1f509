"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Connection, ConnectionCheck } from "@/lib/contracts/connections";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { SimulatedBadge } from "../layout/simulated-badge";
import { useErrorText } from "../layout/use-error-text";
import { useFormat } from "../layout/use-format";
import { useWording } from "../layout/use-wording";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { TableCell, TableRow } from "../ui/table";
import { ConnectionMenu } from "./connection-menu";

export function ConnectionRow({ connection }: { connection: Connection }) {
  const t = useTranslations("connections");
  const format = useFormat();
  const manages = useMay()("connection:manage");
  const check = useMutation(api.connections.check.mutationOptions());
  const { id, name, provider, keyHint, baseUrl, disabledAt, keepsFiles, createdAt } = connection;
  return (
    <TableRow className={cn(disabledAt !== null && "text-muted")}>
      <TableCell className="md:min-w-48">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {connection.simulated ? <SimulatedBadge /> : null}
          {disabledAt === null ? null : <Badge>{t("disabled")}</Badge>}
        </span>
        {keepsFiles ? <span className="block text-muted text-sm">{t("keepsFiles")}</span> : null}
        <StrayFiles connection={connection} />
        <CheckResult check={check} />
      </TableCell>
      <TableCell>{t(`providers.${provider}`)}</TableCell>
      <TableCell className="max-md:hidden">
        <code className="whitespace-nowrap font-mono text-sm">…{keyHint}</code>
      </TableCell>
      <TableCell className="max-w-72 truncate text-muted max-md:hidden">
        {baseUrl ?? t("defaultAddress")}
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap text-muted max-md:hidden">
        <time dateTime={createdAt}>{format.date(createdAt)}</time>
      </TableCell>
      {manages ? (
        <TableCell align="end">
          <ConnectionMenu connection={connection} onTest={() => check.mutate({ id })} />
        </TableCell>
      ) : null}
    </TableRow>
  );
}

/** What the sweep found at the provider; a connection that keeps its files has no strays. */
function StrayFiles({ connection: { strayFiles, keepsFiles } }: { connection: Connection }) {
  const t = useTranslations("connections");
  if (strayFiles === null || keepsFiles) return null;
  const { removed, left } = strayFiles;
  return (
    <span className="block text-muted text-sm">
      {removed > 0 ? <span className="block">{t("straysRemoved", { count: removed })}</span> : null}
      {left > 0 ? <span className="block">{t("straysLeft", { count: left })}</span> : null}
    </span>
  );
}

interface CheckResultProps {
  readonly check: {
    readonly isPending: boolean;
    readonly error: Error | null;
    readonly data: ConnectionCheck | undefined;
  };
}

function CheckResult({ check: { isPending, error, data } }: CheckResultProps) {
  const t = useTranslations("connections");
  const word = useWording("connections.problems");
  const errorText = useErrorText();
  const problem = data?.problem ?? null;
  const wrong = error
    ? errorText(error).title
    : problem && word(problem.code, problem.params, problem.message);
  return (
    <span role="status" className="block text-sm">
      {isPending ? <span className="text-muted">{t("testing")}</span> : null}
      {!isPending && wrong ? (
        <span className="flex items-start gap-1.5 text-danger">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {wrong}
        </span>
      ) : null}
      {!isPending && data?.ok ? (
        <span className="flex items-center gap-1.5 text-success">
          <CircleCheck aria-hidden className="size-4 shrink-0" />
          {t("works")}
        </span>
      ) : null}
    </span>
  );
}
