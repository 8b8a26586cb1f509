import type { Connection, ProviderInfo } from "@/lib/contracts/connections";
import type { Channel } from "../../../lib/core/pricing";
import { labelRefusal, type Sensitivity } from "../../../lib/core/sensitivity";

/** The channels of a connection that may carry data under a label. */
export function allowedChannels(
  label: Sensitivity,
  channels: readonly Channel[],
  { zeroRetention }: Pick<Connection, "zeroRetention">,
  batchStore: ProviderInfo["batchStore"],
): readonly Channel[] {
  const keeper = { batchStore, zeroRetention };
  return channels.filter((channel) => labelRefusal(label, channel, keeper) === null);
}

/** The ids of connections that may carry data under a label in no way at all. */
export function refusedConnections(
  label: Sensitivity,
  connections: readonly Pick<Connection, "id" | "provider" | "zeroRetention" | "takesBatches">[],
  providers: readonly Pick<ProviderInfo, "kind" | "channels" | "batchStore">[],
): ReadonlySet<string> {
  const refused = connections.filter((connection) => {
    const provider = providers.find(({ kind }) => kind === connection.provider);
    if (!provider) return false;
    const channels = provider.channels.filter(
      (channel) => channel !== "batch" || connection.takesBatches !== false,
    );
    return allowedChannels(label, channels, connection, provider.batchStore).length === 0;
  });
  return new Set(refused.map(({ id }) => id));
}
