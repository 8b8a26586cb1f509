import { implement } from "@orpc/server";
import { admit } from "@/lib/auth/admit";
import type { Caller } from "@/lib/auth/caller";
import type { Process } from "@/lib/compose";
import { contract } from "@/lib/contracts/contract";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import type { NewId } from "@/lib/workspace/answer-once";

export interface ApiContext {
  readonly process: Process;
  readonly caller: Caller;
  readonly newId: NewId;
}

/** The contract, to be bound to what does it. Nothing runs before its caller was admitted. */
export const api = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, path, next }, input) => {
    const requirement = OPERATION_ACCESS[path.join(".") as OperationId];
    await admit(context.process.runtime.database, context.caller, requirement, input);
    return next();
  });
