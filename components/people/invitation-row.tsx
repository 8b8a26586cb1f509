"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Invitation } from "@/lib/contracts/members";
import { mayInvite } from "@/lib/core/membership";
import { useAccess } from "../layout/access";
import { api, client } from "../layout/api";
import { useFormat } from "../layout/use-format";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { TableCell, TableRow } from "../ui/table";
import { ConfirmLoss } from "./confirm-loss";
import { TeamRoles } from "./team-roles";
import { useRefusalToast } from "./use-refusal";

export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const t = useTranslations("people.invitations");
  const { email, invitedBy } = invitation;
  // Nobody sends again what they could not send: an admin, an invitation as owner.
  const mine = mayInvite(useAccess(), invitation);
  return (
    <TableRow>
      <TableCell className="md:min-w-48">
        <span className="wrap-anywhere block font-medium">{email}</span>
        {invitedBy ? (
          <span className="block text-muted text-sm">{t("by", { name: invitedBy })}</span>
        ) : null}
        <span className="mt-1 grid justify-items-start gap-1 text-xs md:hidden">
          <Access invitation={invitation} />
          <State invitation={invitation} />
        </span>
      </TableCell>
      <TableCell className="max-w-64 text-sm max-md:hidden">
        <Access invitation={invitation} />
      </TableCell>
      <TableCell className="whitespace-nowrap text-sm max-md:hidden">
        <State invitation={invitation} />
      </TableCell>
      <TableCell align="end">
        {mine ? (
          <span className="inline-flex gap-1 max-sm:flex-col">
            <Resend invitation={invitation} />
            <Revoke invitation={invitation} />
          </span>
        ) : null}
      </TableCell>
    </TableRow>
  );
}

function Access({ invitation }: { invitation: Invitation }) {
  const t = useTranslations("people.roles");
  const { role, teams } = invitation;
  return (
    <span className="grid">
      {role ? <span>{t(role)}</span> : null}
      {teams.length > 0 ? <TeamRoles member={invitation} /> : null}
    </span>
  );
}

function State({ invitation: { status, expiresAt } }: { invitation: Invitation }) {
  const t = useTranslations("people.invitations");
  const format = useFormat();
  if (status === "expired") return <Badge tone="warning">{t("expired")}</Badge>;
  return <span className="text-muted">{t("expires", { date: format.date(expiresAt) })}</span>;
}

function Resend({ invitation }: { invitation: Invitation }) {
  const t = useTranslations("people.invitations");
  const queryClient = useQueryClient();
  const { email, role, teams } = invitation;
  const resend = useIntentMutation(client.invitations.create, {
    onSuccess: async () => {
      toast.success(t("sentAgain", { email }));
      await queryClient.invalidateQueries({ queryKey: api.invitations.key() });
    },
    onError: useRefusalToast(),
  });
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={t("resendNamed", { email })}
      pending={resend.isPending}
      onClick={() =>
        resend.mutate({
          email,
          role,
          teams: teams.map((team) => ({ teamId: team.teamId, role: team.role })),
        })
      }
    >
      {t("resend")}
    </Button>
  );
}

function Revoke({ invitation: { id, email } }: { invitation: Invitation }) {
  const t = useTranslations("people.invitations");
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    setTimeout(() => trigger.current?.focus());
  };
  const revoke = useMutation(
    api.invitations.revoke.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        toast.success(t("revoked", { email }));
        await queryClient.invalidateQueries({ queryKey: api.invitations.key() });
      },
    }),
  );
  return (
    <>
      <Button
        ref={trigger}
        size="sm"
        variant="ghost"
        aria-label={t("revokeNamed", { email })}
        onClick={() => setOpen(true)}
      >
        {t("revoke")}
      </Button>
      {open ? (
        <ConfirmLoss
          title={t("revokeTitle", { email })}
          text={t("revokeText")}
          action={t("revoke")}
          mutation={revoke}
          onConfirm={() => revoke.mutate({ id })}
          onClose={close}
        />
      ) : null}
    </>
  );
}
