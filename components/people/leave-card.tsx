"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "../layout/access";
import { useReader } from "../layout/reader";
import { Button } from "../ui/button";
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { LeaveOrganization } from "./leave-organization";
import { ownersAmong } from "./owners-among";
import { useMembers } from "./use-people";

/** The way out of an organization, for everybody in it: not everybody sees its members. */
export function LeaveCard() {
  const t = useTranslations("people.members");
  const { organizationName: organization } = useReader();
  const owner = useMay()("organization:own");
  const members = useMembers(owner);
  const [open, setOpen] = useState(false);
  return (
    <Card aria-labelledby="leave">
      <CardHeader className="pb-4">
        <div className="grid gap-0.5">
          <CardTitle id="leave" className="wrap-anywhere">
            {t("leaveCard", { organization })}
          </CardTitle>
          <CardDescription>{t("leaveCardText")}</CardDescription>
        </div>
        <Button onClick={() => setOpen(true)}>{t("leave")}</Button>
      </CardHeader>
      {open ? (
        <LeaveOrganization
          lastOwner={owner && ownersAmong(members) === 1}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Card>
  );
}
