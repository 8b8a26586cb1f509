import type { Model, Models } from "../engine/model";
import { OPENAI_MODELS } from "../openai/models";

/** Deployment, the model behind it, whether it is one of Global-Batch or DataZone-Batch. */
const TABLE: [string, string, boolean][] = [
  ["classify-batch", "gpt-4.1-mini", true],
  ["gpt-4.1", "gpt-4.1", true],
  ["gpt-4.1-mini", "gpt-4.1-mini", true],
  ["gpt-4o-batch", "gpt-4o", true],
  ["gpt-4o-mini", "gpt-4o-mini", true],
  ["gpt-5-mini", "gpt-5-mini", true],
  ["o3-mini-zone", "o3-mini", true],
  ["luna", "gpt-5.6-luna", true],
  ["gpt-4o-standard", "gpt-4o", false],
];

/** The deployments of every resource. A model is reached by a deployment's name alone, not by its own. */
export const AZURE_DEPLOYMENTS: Models = openDeployments();

function openDeployments(): Models {
  const byName = new Map<string, Model>();
  for (const [name, model, batch] of TABLE) {
    const found = OPENAI_MODELS.find(model);
    if (found === undefined) throw new Error(`no model ${model}`);
    byName.set(name, { ...found, batch });
  }
  return { find: (name) => byName.get(name), names: () => [...byName.keys()] };
}
