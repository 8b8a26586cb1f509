"use client";

import { useTranslations } from "next-intl";
import { Button } from "../ui/button";

/** A list that is read page by page. */
type Pages = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
};

/** Below a list: reads its next page. Nothing at its end. */
export function LoadMore({ pages }: { pages: Pages }) {
  const t = useTranslations("common");
  if (!pages.hasNextPage) return null;
  return (
    <Button
      className="justify-self-center"
      pending={pages.isFetchingNextPage}
      onClick={() => void pages.fetchNextPage()}
    >
      {t("loadMore")}
    </Button>
  );
}
