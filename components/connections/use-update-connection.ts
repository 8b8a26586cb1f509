"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import type { UpdateConnectionInput } from "@/lib/contracts/connections";
import { api, client } from "../layout/api";
import { useErrorToast } from "../layout/use-error-toast";

interface Update {
  readonly change: UpdateConnectionInput;
  /** What to say once it is done. */
  readonly told: string;
}

/** Changes a connection, says so, and shows the list anew. Errors are told in a toast and left to the caller too. */
export function useUpdateConnection() {
  const queryClient = useQueryClient();
  const tellError = useErrorToast();
  return useMutation({
    mutationFn: ({ change }: Update) => client.connections.update(change, { context: {} }),
    onSuccess: async (_, { told }) => {
      toast.success(told);
      await queryClient.invalidateQueries({ queryKey: api.connections.key() });
    },
    onError: tellError,
  });
}
