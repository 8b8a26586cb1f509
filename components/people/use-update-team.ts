"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, client } from "../layout/api";
import { useRefusalToast } from "./use-refusal";

interface Update {
  readonly change: { readonly id: string; readonly name?: string; readonly archived?: boolean };
  /** What to say once it is done. */
  readonly told: string;
}

/** Changes a team, says so, and shows the list anew. Errors are told in a toast. */
export function useUpdateTeam() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ change }: Update) => client.teams.update(change),
    onSuccess: async (_, { told }) => {
      toast.success(told);
      await queryClient.invalidateQueries({ queryKey: api.teams.key() });
    },
    onError: useRefusalToast(),
  });
}
