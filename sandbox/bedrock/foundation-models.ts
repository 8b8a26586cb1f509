import type { Engine } from "../engine/engine";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { constraint, refuse } from "./errors";
import { BEDROCK_MODELS, makerOf } from "./models";

/** GET /foundation-models: all of them on one page, without those of the inference profiles. */
export function serveModels(_: Engine, { query }: Call): Reply {
  const wrong = FILTERS.find(([name, values]) => {
    const value = query.get(name);
    return value !== null && !values.includes(value);
  });
  if (wrong !== undefined) {
    return refuse(constraint(wrong[0], `Member must satisfy enum value set: [${wrong[1]}]`));
  }
  const modelSummaries = BEDROCK_MODELS.names()
    .map(summaryOf)
    .filter((model) => fits(model, query));
  return json(200, { modelSummaries });
}

/** SDK 3.1164, ListFoundationModelsRequest. */
const FILTERS: readonly (readonly [string, readonly string[]])[] = [
  ["byCustomizationType", ["FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"]],
  ["byOutputModality", ["TEXT", "IMAGE", "EMBEDDING"]],
  ["byInferenceType", ["ON_DEMAND", "PROVISIONED"]],
];

function summaryOf(modelId: string) {
  return {
    modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`,
    modelId,
    modelName: modelId,
    providerName: makerOf(modelId),
    inputModalities: ["TEXT"],
    outputModalities: ["TEXT"],
    responseStreamingSupported: true,
    customizationsSupported: [] as string[],
    inferenceTypesSupported: ["ON_DEMAND"],
    modelLifecycle: { status: "ACTIVE" },
  };
}

function fits(model: ReturnType<typeof summaryOf>, query: URLSearchParams): boolean {
  const has = (name: string, values: readonly string[]) => {
    const asked = query.get(name);
    return asked === null || values.includes(asked);
  };
  const maker = query.get("byProvider");
  return (
    (maker === null || maker.toLowerCase() === model.providerName.toLowerCase()) &&
    has("byCustomizationType", model.customizationsSupported) &&
    has("byOutputModality", model.outputModalities) &&
    has("byInferenceType", model.inferenceTypesSupported)
  );
}
