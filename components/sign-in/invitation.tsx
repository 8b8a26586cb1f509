"use client";

import { useTranslations } from "next-intl";
import { ApiError } from "../layout/api-error";
import { useProblem } from "../layout/use-problem";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { Skeleton } from "../ui/skeleton";
import { AcceptInvitation } from "./accept-invitation";
import { BackToSignIn } from "./ask-for-mail";
import { AuthFrame } from "./auth-frame";
import { useInvitation, useInvitationSecret } from "./use-invitation";

/** Where the mail of an invitation leads. */
export function Invitation() {
  const t = useTranslations("sign-in.invitation");
  const secret = useInvitationSecret();
  if (secret === undefined) return null;
  if (secret !== null) return <OpenInvitation secret={secret} />;
  return (
    <AuthFrame title={t("deadTitle")} subtitle={t("noLink")}>
      <BackToSignIn />
    </AuthFrame>
  );
}

function OpenInvitation({ secret }: { secret: string }) {
  const t = useTranslations("sign-in.invitation");
  const invitation = useInvitation(secret);
  if (invitation.data) return <AcceptInvitation secret={secret} invitation={invitation.data} />;
  if (isDead(invitation.error)) return <DeadInvitation />;
  return (
    <AuthFrame title={t(invitation.error ? "failed" : "loading")} subtitle="">
      {invitation.error ? (
        <Failure
          error={invitation.error}
          retrying={invitation.isFetching}
          onRetry={() => void invitation.refetch()}
        />
      ) : (
        <Skeleton className="h-40" />
      )}
    </AuthFrame>
  );
}

/** Used, revoked, replaced, too old, or never a link of ours. */
const isDead = (error: unknown): boolean => error instanceof ApiError && error.status === 400;

function DeadInvitation() {
  const t = useTranslations("sign-in.invitation");
  return (
    <AuthFrame title={t("deadTitle")} subtitle={t("deadText")}>
      <p className="text-muted">{t("deadMember")}</p>
      <BackToSignIn />
    </AuthFrame>
  );
}

type FailureProps = { error: unknown; retrying: boolean; onRetry: () => void };

function Failure({ error, retrying, onRetry }: FailureProps) {
  const t = useTranslations("sign-in.invitation");
  const problem = useProblem();
  return (
    <>
      <Alert tone="danger" announce title={problem(error)} />
      <Button pending={retrying} onClick={onRetry}>
        {t("retry")}
      </Button>
    </>
  );
}
