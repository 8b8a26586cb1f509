"use client";

import { useTranslations } from "next-intl";
import type { Member } from "@/lib/contracts/members";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { MemberRow } from "./member-row";

type MemberTableProps = {
  members: readonly Member[];
  /** How many owners there are; null while not every member is known. */
  owners: number | null;
};

export function MemberTable({ members, owners }: MemberTableProps) {
  const t = useTranslations("people.members");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("person")}</TableHead>
          <TableHead className="max-sm:hidden">{t("role")}</TableHead>
          <TableHead className="max-md:hidden">{t("teams")}</TableHead>
          <TableHead className="max-md:hidden">{t("twoSteps")}</TableHead>
          <TableHead className="max-md:hidden">{t("lastSeen")}</TableHead>
          <TableHead>
            <span className="sr-only">{t("actions")}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {members.map((member) => (
          <MemberRow key={member.id} member={member} owners={owners} />
        ))}
      </TableBody>
    </Table>
  );
}
