"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../layout/api";

/** As many as one answer of the API holds. */
const AT_MOST = 200;

/** The organization's members, page by page; `wanted`: whether they are asked for at all. */
export function useMembers(wanted = true) {
  return useInfiniteQuery(
    api.members.list.infiniteOptions({
      enabled: wanted,
      input: (cursor: string | undefined) => ({ cursor, limit: AT_MOST }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
}

export function useInvitations() {
  return useInfiniteQuery(
    api.invitations.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: AT_MOST }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
}

/** The teams that the reader knows of. */
export function useTeams() {
  return useQuery(api.teams.list.queryOptions({ input: { limit: AT_MOST } }));
}
