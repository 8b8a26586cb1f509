"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Account } from "@/lib/contracts/account";
import { api, client } from "../layout/api";
import { Badge } from "../ui/badge";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { CodeDialog } from "./code-dialog";
import { EnrolDialog } from "./enrol-dialog";

/** Two-step sign-in: on or off, and its recovery codes. */
export function SecondFactorCard({ account }: { account: Account }) {
  const t = useTranslations("account.secondFactor");
  const queryClient = useQueryClient();
  const { enabled, recoveryCodesLeft } = account.secondFactor;
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.account.key() });
  const end = async (code: string) => {
    await client.account.secondFactor.end({ code });
    await refresh();
    toast.success(t("ended"));
    return null;
  };
  const renew = async (code: string) => {
    const { recoveryCodes } = await client.account.secondFactor.renewCodes({ code });
    await refresh();
    return recoveryCodes;
  };
  return (
    <Card aria-labelledby="second-factor">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="second-factor">
            {t("title")}
            <Badge tone={enabled ? "success" : "neutral"}>{enabled ? t("on") : t("off")}</Badge>
          </CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent className="grid justify-items-start gap-3">
        {enabled ? (
          <>
            <p>{t("codesLeft", { count: recoveryCodesLeft })}</p>
            <div className="flex flex-wrap gap-2">
              <CodeDialog action={t("renew")} text={t("renewText")} onCode={renew} />
              <CodeDialog action={t("turnOff")} text={t("turnOffText")} onCode={end} dangerous />
            </div>
          </>
        ) : (
          <EnrolDialog account={account} onDone={() => void refresh()} />
        )}
      </CardContent>
    </Card>
  );
}
