/** What the engine must know of a model to answer in its name. */
export interface Model {
  /** The dated name that answers carry. */
  snapshot: string;
  /** Thinks first: bills reasoning tokens as output. */
  reasoning: boolean;
  /** Input and output tokens together. */
  contextTokens: number;
  maxOutputTokens: number;
  /** Accepts a JSON schema for its answer. */
  schemas: boolean;
  /** Repeated long prefixes are billed as cached. */
  caching: boolean;
  /** Writing to the prompt cache is metered too. */
  cacheWrites: boolean;
  /** May be used in batches. */
  batch: boolean;
  /** Answers at the flex tier too. */
  flex?: true;
}

/** The models of one provider by every name they answer to. */
export interface Models {
  find(name: string): Model | undefined;
  /** Aliases first. */
  names(): string[];
}

/** Takes a provider's table: each model with its alias; the snapshot is a name too. */
export function openModels(table: readonly [alias: string, model: Model][]): Models {
  const byName = new Map(
    table.flatMap(([alias, model]) =>
      [alias, model.snapshot].map((name) => [name, model] as const),
    ),
  );
  return { find: (name) => byName.get(name), names: () => [...byName.keys()] };
}

/** The models of several tables under one roof; a name that two tables have is the first one's. */
export function joinModels(all: readonly Models[]): Models {
  return {
    find: (name) => all.map((models) => models.find(name)).find((model) => model !== undefined),
    names: () => [...new Set(all.flatMap((models) => models.names()))],
  };
}
