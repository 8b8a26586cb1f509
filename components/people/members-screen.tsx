"use client";

import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { ErrorNotice } from "../layout/error-notice";
import { LoadMore } from "../layout/load-more";
import { PageHeader } from "../layout/page-header";
import { useReader } from "../layout/reader";
import { Card } from "../ui/card";
import { Skeleton } from "../ui/skeleton";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { MemberTable } from "./member-table";
import { ownersAmong } from "./owners-among";
import { RoleRules } from "./role-rules";
import { useMembers } from "./use-people";

/** Who belongs to the organization, and who is invited. */
export function MembersScreen() {
  const t = useTranslations("people.members");
  const common = useTranslations("common");
  const may = useMay();
  const { organizationName: organization } = useReader();
  const pages = useMembers();
  const members = pages.data?.pages.flatMap((page) => page.data);
  const manages = may("member:manage");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro", { organization })}
        actions={
          <>
            <RoleRules />
            {manages ? <InviteDialog /> : null}
          </>
        }
      />
      {pages.isPending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-48 rounded-xl" />
        </div>
      ) : null}
      {pages.error ? (
        <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />
      ) : null}
      {members ? (
        <Card className="overflow-hidden">
          <MemberTable members={members} owners={ownersAmong(pages)} />
        </Card>
      ) : null}
      <LoadMore pages={pages} />
      {manages ? <InvitationsCard /> : null}
    </>
  );
}
