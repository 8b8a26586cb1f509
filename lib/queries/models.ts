import type { Model } from "../contracts/planning";
import { formatUsd, perMillionTokens } from "../core/money";
import { type Channel, findPrice, type PricedModel } from "../core/pricing";
import type { Runtime } from "../runtime";
import { pageOf } from "./page";

/** Base names of fine-tuned models only price their descendants; nobody can run them as they are. */
const FINE_TUNED = "ft:";

/** Models that can be run in batches through the chat endpoint, by name. */
export function listModels(
  runtime: Runtime,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const usable = runtime.book.models.filter(
    ({ batch, api, model }) => batch && api === "chat" && !model.startsWith(FINE_TUNED),
  );
  const shown = usable
    .map((model) => show(runtime, model))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const from = cursor ? shown.findIndex((model) => model.id > cursor) : 0;
  const rest = from < 0 ? [] : shown.slice(from, from + limit + 1);
  return pageOf(
    rest,
    limit,
    (model) => model.id,
    (model) => model,
  );
}

function show(runtime: Runtime, model: PricedModel): Model {
  const price = (channel: Channel, meter: "input" | "output") =>
    findPrice(runtime.book, {
      provider: model.provider,
      model: model.model,
      channel,
      meter,
      inputTokens: 0,
      atMs: runtime.now(),
    });
  const shown = (channel: Channel) => {
    const [input, output] = [price(channel, "input"), price(channel, "output")];
    return {
      input: input && formatUsd(perMillionTokens(input.picoPerToken)),
      output: output && formatUsd(perMillionTokens(output.picoPerToken)),
    };
  };
  return {
    id: model.model,
    provider: "openai",
    contextTokens: model.maxInputTokens,
    maxOutputTokens: model.maxOutputTokens,
    reasoning: model.reasoning,
    prices: { batch: shown("batch"), realtime: shown("realtime") },
    derived: price("batch", "input")?.derived ?? false,
  };
}
