"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "../layout/api";
import { ListCard } from "../layout/list-card";
import { CardContent } from "../ui/card";
import { ApiKeyTable } from "./api-key-table";
import { CreateKey } from "./create-key";
import { CurlExample } from "./curl-example";

export function ApiKeys() {
  const t = useTranslations("api-keys");
  const pages = useInfiniteQuery(
    api.organization.apiKeys.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const keys = pages.data?.pages.flatMap((page) => page.data);
  return (
    <ListCard
      id="api-keys"
      title={t("title")}
      intro={t("intro")}
      actions={<CreateKey />}
      reading={pages}
      rows={keys}
      empty={{ icon: <KeyRound />, title: t("emptyTitle"), text: t("emptyText") }}
      footer={
        <CardContent className="border-t pt-4">
          <CurlExample secret={null} scopes={["submit"]} />
        </CardContent>
      }
    >
      {(rows) => <ApiKeyTable keys={rows} />}
    </ListCard>
  );
}
