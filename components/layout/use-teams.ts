"use client";

import { useQuery } from "@tanstack/react-query";
import type { Permission } from "@/lib/core/access";
import { useMay } from "./access";
import { api } from "./api";

const AT_MOST = 200;
const NONE: readonly Team[] = [];

interface Team {
  readonly id: string;
  readonly name: string;
}

/** The teams in which the reader may do something, oldest first; none until they are read. */
export function useTeamsFor(permission: Permission): readonly Team[] {
  const may = useMay();
  return useTeams().filter(({ id }) => may(permission, id));
}

/** The names of teams by id, where the reader knows of several; with one there is nothing to tell apart. */
export function useTeamNames(): ReadonlyMap<string, string> {
  const teams = useTeams();
  return new Map(teams.length > 1 ? teams.map(({ id, name }) => [id, name]) : []);
}

function useTeams(): readonly Team[] {
  const input = { limit: AT_MOST };
  return useQuery(api.teams.list.queryOptions({ input })).data?.data ?? NONE;
}
