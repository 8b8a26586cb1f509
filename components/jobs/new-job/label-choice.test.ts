import { expect, it } from "vitest";
import { allowedChannels, refusedConnections } from "./label-choice";

const BOTH = ["batch", "realtime"] as const;

it("offers a label's data only the channels that honour it", () => {
  const plain = { zeroRetention: false };
  expect(allowedChannels("ordinary", BOTH, plain, "files")).toEqual(["batch", "realtime"]);
  expect(allowedChannels("no_batch_storage", BOTH, plain, "files")).toEqual(["realtime"]);
  expect(allowedChannels("no_retention", BOTH, plain, "files")).toEqual([]);
  expect(allowedChannels("no_retention", BOTH, { zeroRetention: true }, "server")).toEqual(BOTH);
});

it("names the connections that cannot carry it in any way", () => {
  const providers = [
    { kind: "openai" as const, channels: [...BOTH], batchStore: "files" as const },
    { kind: "bedrock" as const, channels: ["batch" as const], batchStore: "bucket" as const },
  ];
  const connections = [
    { id: "a", provider: "openai" as const, zeroRetention: false, takesBatches: null },
    { id: "b", provider: "bedrock" as const, zeroRetention: true, takesBatches: null },
    { id: "c", provider: "openai" as const, zeroRetention: true, takesBatches: null },
  ];
  const refused = (label: "ordinary" | "no_batch_storage" | "no_retention") => [
    ...refusedConnections(label, connections, providers),
  ];
  expect(refused("ordinary")).toEqual([]);
  expect(refused("no_batch_storage")).toEqual(["b"]);
  expect(refused("no_retention")).toEqual(["a", "b"]);
});
