"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Team } from "@/lib/contracts/teams";
import { useMay } from "../layout/access";
import { useFormat } from "../layout/use-format";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TeamMenu } from "./team-menu";

export function TeamTable({ label, teams }: { label: string; teams: readonly Team[] }) {
  const t = useTranslations("people.teams");
  return (
    <Table label={label}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("name")}</TableHead>
          <TableHead align="end">{t("members")}</TableHead>
          <TableHead align="end" className="max-sm:hidden">
            {t("created")}
          </TableHead>
          <TableHead>
            <span className="sr-only">{t("actions")}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {teams.map((team) => (
          <TeamRow key={team.id} team={team} />
        ))}
      </TableBody>
    </Table>
  );
}

function TeamRow({ team }: { team: Team }) {
  const format = useFormat();
  const may = useMay();
  const { id, name, members, createdAt } = team;
  const manages = may("team:manage", id);
  return (
    <TableRow>
      <TableCell className="wrap-anywhere font-medium">
        {manages || may("member:read") ? (
          <Link
            href={`/settings/teams/${id}`}
            className="rounded-sm underline-offset-4 hover:underline"
          >
            {name}
          </Link>
        ) : (
          name
        )}
      </TableCell>
      <TableCell align="end" className="text-muted">
        {format.count(members)}
      </TableCell>
      <TableCell align="end" className="text-muted max-sm:hidden">
        <time dateTime={createdAt}>{format.date(createdAt)}</time>
      </TableCell>
      <TableCell align="end" className="h-13 w-12">
        {manages ? <TeamMenu team={team} /> : null}
      </TableCell>
    </TableRow>
  );
}
