"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Handshake } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { BackLink } from "../layout/back-link";
import { ListCard } from "../layout/list-card";
import { PageHeader } from "../layout/page-header";
import { AddAgreement } from "./add-agreement";
import { AgreementTable } from "./agreement-table";

/** What the organization has agreed with providers. */
export function AgreementsScreen() {
  const t = useTranslations("prices.agreements");
  const prices = useTranslations("prices");
  const manages = useMay()("organization:manage");
  const pages = useInfiniteQuery(
    api.prices.agreements.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  return (
    <>
      <PageHeader
        above={<BackLink href="/prices">{prices("title")}</BackLink>}
        title={t("title")}
        description={t("intro")}
        actions={manages ? <AddAgreement /> : null}
      />
      <ListCard
        id="agreements"
        title={t("list")}
        intro={t("listIntro")}
        reading={pages}
        rows={pages.data?.pages.flatMap((page) => page.data)}
        empty={{
          icon: <Handshake />,
          title: t("emptyTitle"),
          text: t(manages ? "emptyText" : "emptyTextReader"),
        }}
      >
        {(agreements) => <AgreementTable agreements={agreements} />}
      </ListCard>
    </>
  );
}
