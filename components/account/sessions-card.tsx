"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { AccountSession } from "@/lib/contracts/account";
import { api } from "../layout/api";
import { ListCard } from "../layout/list-card";
import { TimeAgo } from "../layout/time";
import { useErrorToast } from "../layout/use-error-toast";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { deviceOf } from "./device";

/** Where one is signed in, each to be ended alone. */
export function SessionsCard() {
  const t = useTranslations("account.sessions");
  const sessions = useQuery(api.account.sessions.list.queryOptions());
  const endOthers = useMutation(
    api.account.sessions.endOthers.mutationOptions(useAfterEnd(t("othersEnded"))),
  );
  const others = sessions.data?.data.some(({ current }) => !current) ?? false;
  return (
    <ListCard
      id="sessions"
      title={t("title")}
      intro={t("intro")}
      actions={
        others ? (
          <Button pending={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            {t("endOthers")}
          </Button>
        ) : null
      }
      reading={sessions}
      rows={sessions.data?.data}
    >
      {(rows) => <SessionTable sessions={rows} />}
    </ListCard>
  );
}

function useAfterEnd(words: string) {
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  return {
    onError,
    onSuccess: async () => {
      toast.success(words);
      await queryClient.invalidateQueries({ queryKey: api.account.sessions.key() });
    },
  };
}

function SessionTable({ sessions }: { sessions: readonly AccountSession[] }) {
  const t = useTranslations("account.sessions");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("device")}</TableHead>
          <TableHead>{t("address")}</TableHead>
          <TableHead>{t("since")}</TableHead>
          <TableHead>{t("lastSeen")}</TableHead>
          <TableHead>
            <span className="sr-only">{t("actions")}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {sessions.map((session) => (
          <SessionLine key={session.id} session={session} />
        ))}
      </TableBody>
    </Table>
  );
}

function SessionLine({ session }: { session: AccountSession }) {
  const t = useTranslations("account.sessions");
  const format = useFormat();
  const end = useMutation(api.account.sessions.end.mutationOptions(useAfterEnd(t("ended"))));
  const { browser, system } = deviceOf(session.userAgent);
  const device =
    browser && system ? t("browserOn", { browser, system }) : (browser ?? system ?? t("unknown"));
  return (
    <TableRow>
      <TableCell className="min-w-44">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {device}
          {session.current ? <Badge tone="primary">{t("current")}</Badge> : null}
        </span>
        <span className="text-muted text-sm">{t(`methods.${session.method}`)}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap font-mono text-muted text-sm">
        {session.address}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        <time dateTime={session.createdAt}>{format.date(session.createdAt)}</time>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        <TimeAgo iso={session.lastSeenAt} />
      </TableCell>
      <TableCell align="end">
        {session.current ? null : (
          <Button
            size="sm"
            variant="ghost"
            pending={end.isPending}
            aria-label={t("endNamed", { device })}
            onClick={() => end.mutate({ id: session.id })}
          >
            {t("end")}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
