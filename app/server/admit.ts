import { admit } from "@/lib/auth/admit";
import type { Caller } from "@/lib/auth/caller";
import type { Process } from "@/lib/compose";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import { callerOf } from "./caller";
import { webProcess } from "./process";

/** Who calls, and the process that acts in their name. */
export interface Admitted {
  readonly process: Process;
  readonly caller: Caller;
}

/** The caller of a route that the JSON contract cannot say, who may do it. Throws like `callerOf` and `admit`. */
export async function admitted(
  request: Request,
  operation: OperationId,
  input: object = {},
): Promise<Admitted> {
  const called = await calledBy(request);
  await admit(called.process.runtime.database, called.caller, OPERATION_ACCESS[operation], input);
  return called;
}

/** Who calls, whatever they may do. */
export async function calledBy(request: Request): Promise<Admitted> {
  const process = await webProcess();
  const caller = await callerOf(process.runtime, request);
  return { process: { ...process, runtime: { ...process.runtime, actor: caller.actor } }, caller };
}
