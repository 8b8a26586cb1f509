import type { Refusal } from "../chat-completions/errors";
import { type Model, type Models, openModels } from "../engine/model";

/** What may differ between servers of embeddings. */
export interface EmbeddingsDialect {
  models: Models;
  /** By the dated name of a model. */
  sizes: ReadonlyMap<string, VectorSize>;
  unknownModel(name: string): Refusal;
}

export interface VectorSize {
  dimensions: number;
  /** Gives shorter vectors when asked. */
  shortens: boolean;
}

export interface EmbeddingModel extends VectorSize {
  alias: string;
  snapshot: string;
  /** The most tokens of one input. */
  contextTokens: number;
}

/** The tables of a dialect from one list. */
export function embeddingTables(
  all: readonly EmbeddingModel[],
): Pick<EmbeddingsDialect, "models" | "sizes"> {
  const models = all.map(({ alias, snapshot, contextTokens }): [string, Model] => [
    alias,
    { ...READS_ONLY, snapshot, contextTokens },
  ]);
  return { models: openModels(models), sizes: new Map(all.map((one) => [one.snapshot, one])) };
}

/** Of models that read and write no text. */
export const READS_ONLY: Omit<Model, "snapshot" | "contextTokens"> = {
  maxOutputTokens: 0,
  reasoning: false,
  schemas: false,
  caching: false,
  cacheWrites: false,
  batch: true,
};
