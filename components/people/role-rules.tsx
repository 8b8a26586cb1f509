"use client";

import { Check, CircleHelp, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  ORGANIZATION_PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
  TEAM_PERMISSIONS,
} from "@/lib/core/access";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

/** What each role may do, read from the very table by which the server decides. */
export function RoleRules() {
  const t = useTranslations("people.rules");
  const common = useTranslations("common");
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button variant="ghost">
          <CircleHelp aria-hidden />
          {t("open")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")} className="max-w-3xl">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("intro")}</DialogDescription>
        </DialogHeader>
        <RulesTable />
      </DialogContent>
    </Dialog>
  );
}

function RulesTable() {
  const t = useTranslations("people");
  return (
    <div className="-mx-6 overflow-hidden border-y">
      <Table label={t("rules.title")} className="text-sm">
        <TableHeader>
          <TableRow>
            <TableHead className={STAYS}>{t("rules.permission")}</TableHead>
            {ROLES.map((role) => (
              <TableHead key={role} className="w-20 px-2 text-center">
                {t(`roles.${role}`)}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          <GroupRow>{t("rules.team")}</GroupRow>
          {TEAM_PERMISSIONS.map((permission) => (
            <PermissionRow key={permission} permission={permission} />
          ))}
          <GroupRow>{t("rules.organization")}</GroupRow>
          {ORGANIZATION_PERMISSIONS.map((permission) => (
            <PermissionRow key={permission} permission={permission} />
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

/** The first column stays in sight while the others are scrolled sideways. */
const STAYS = "sticky left-0 bg-raised";

function GroupRow({ children }: { children: string }) {
  return (
    <TableRow className="bg-sunken">
      <th
        scope="colgroup"
        colSpan={ROLES.length + 1}
        className="px-4 py-1.5 text-left font-medium text-muted text-xs sm:px-5"
      >
        <span className="sticky left-4 sm:left-5">{children}</span>
      </th>
    </TableRow>
  );
}

function PermissionRow({ permission }: { permission: Permission }) {
  const t = useTranslations("people.permissions");
  return (
    <TableRow>
      <th
        scope="row"
        className={`${STAYS} min-w-36 py-2 pr-3 pl-4 text-left font-normal sm:min-w-56 sm:pl-5`}
      >
        {t(permission)}
      </th>
      {ROLES.map((role) => (
        <TableCell key={role} className="px-2 py-2 text-center">
          <Answer role={role} permission={permission} />
        </TableCell>
      ))}
    </TableRow>
  );
}

function Answer({ role, permission }: { role: Role; permission: Permission }) {
  const t = useTranslations("people.rules");
  const allowed = ROLE_PERMISSIONS[role].includes(permission);
  const Icon = allowed ? Check : Minus;
  return (
    <>
      <Icon
        aria-hidden
        className={`mx-auto size-4 ${allowed ? "text-success" : "text-control opacity-60"}`}
      />
      <span className="sr-only">{t(allowed ? "yes" : "no")}</span>
    </>
  );
}
