import type { Model } from "../engine/model";
import { type Refusal, refusal } from "./errors";

/** The tier that an answer names: the default one, unless another was asked for by its own name. */
export function answeringTier(asked: unknown): string {
  return asked === "flex" || asked === "priority" ? asked : "default";
}

/** Refuses the flex tier of a model that has none. The words of the real refusal are not known. */
export function tierFault(asked: unknown, model: Model): Refusal | null {
  if (asked !== "flex" || model.flex) return null;
  const message = "Invalid service_tier argument: flex processing is not available for this model.";
  return refusal(400, message, "service_tier", "invalid_value");
}
