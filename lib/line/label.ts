import type { Channel } from "../core/pricing";
import { type Problem, problem } from "../core/problem";
import type { ProviderKind } from "../core/provider-kind";
import { type LabelRefusal, labelRefusal, type Sensitivity } from "../core/sensitivity";
import type { Scope } from "../db/client";
import { type ConnectionRecord, listConnections } from "../db/connection";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

interface Way {
  readonly label: Sensitivity;
  readonly provider: ProviderKind;
  readonly zeroRetention: boolean;
}

/** Why rows under this label may not go this way; null: they may. */
export function refusedWay(
  runtime: Runtime,
  { label, provider, zeroRetention }: Way,
  channel: Channel,
): LabelRefusal | null {
  const { store } = runtime.provider(provider).capabilities.batchStorage;
  return labelRefusal(label, channel, { batchStore: store, zeroRetention });
}

/** Throws `label_forbids`, naming the connections that could carry the rows, when none of these channels may. */
export async function assertLabelAllows(
  scope: Scope,
  runtime: Runtime,
  way: Way,
  channels: readonly Channel[],
): Promise<void> {
  const refusals = channels.map((channel) => refusedWay(runtime, way, channel));
  const [reason] = refusals;
  if (!reason || refusals.includes(null)) return;
  const others = await listConnections(scope, { after: null, limit: MOST_LOOKED_AT });
  const honouring = others.filter((connection) => honours(runtime, way.label, connection));
  const names = honouring.slice(0, MOST_NAMED).map(({ name }) => name);
  const advice = names.length > 0 ? `Could: ${names.join(", ")}.` : "No connection here could.";
  throw new AppError("label_forbids", `${WHY[reason]} ${advice}`, {
    details: { field: "connectionId", reason, label: way.label, connections: names },
  });
}

const MOST_LOOKED_AT = 200;
const MOST_NAMED = 10;

const WHY: Readonly<Record<LabelRefusal, string>> = {
  batch_stored:
    "The label of this data allows no storage in the provider's batches or files. Send the rows one by one, or choose another connection.",
  may_retain:
    "The label of this data allows only connections that an admin has marked as keeping nothing. Choose another one.",
};

const honours = (
  runtime: Runtime,
  label: Sensitivity,
  { provider, zeroRetention, disabledAt }: ConnectionRecord,
): boolean =>
  disabledAt === null &&
  runtime
    .provider(provider)
    .capabilities.channels("")
    .some((channel) => refusedWay(runtime, { label, provider, zeroRetention }, channel) === null);

/** What stops work that was approved before its data was labelled, or its connection's mark was taken back. */
export function labelProblem(reason: LabelRefusal): Problem {
  return problem(`label_${reason}`, LABELLED_SINCE[reason]);
}

const LABELLED_SINCE: Readonly<Record<LabelRefusal, string>> = {
  batch_stored:
    "The data was labelled since: it may not lie in the provider's batches or files. Cancel the job and send the rows one by one, or lower the label and retry.",
  may_retain:
    "The data was labelled since: only connections that keep nothing may see it. Cancel the job and use another one, or have this one marked and retry.",
};
