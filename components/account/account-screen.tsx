"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { PageHeader } from "../layout/page-header";
import { Skeleton } from "../ui/skeleton";
import { AddressCard } from "./address-card";
import { PasswordCard } from "./password-card";
import { ProfileCard } from "./profile-card";
import { SecondFactorCard } from "./second-factor-card";
import { SessionsCard } from "./sessions-card";

/** One's own account: name, address, password, second step, sessions. */
export function AccountScreen({ mail }: { mail: boolean }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const account = useQuery(api.account.get.queryOptions());
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      {account.isPending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-48" />
        </div>
      ) : null}
      {account.error ? (
        <ErrorNotice
          error={account.error}
          onRetry={account.refetch}
          retrying={account.isFetching}
        />
      ) : null}
      {account.data ? (
        <>
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <ProfileCard account={account.data} />
            <SecondFactorCard account={account.data} />
            <PasswordCard account={account.data} />
            {mail ? <AddressCard account={account.data} /> : null}
          </div>
          <SessionsCard />
        </>
      ) : null}
    </>
  );
}
