import { implement } from "@orpc/server";
import type { Caller } from "@/lib/auth/caller";
import type { Process } from "@/lib/compose";
import { contract } from "@/lib/contracts/contract";
import type { NewId } from "@/lib/workspace/answer-once";

export interface ApiContext {
  readonly process: Process;
  readonly caller: Caller;
  readonly newId: NewId;
}

/** The contract, to be bound to what does it. */
export const api = implement(contract).$context<ApiContext>();
