import type { BatchRecord } from "../../db/batch";
import type { Scope } from "../../db/client";

/** What one organization has, for functions that are tried from another. */
export interface World {
  readonly ids: Readonly<
    Record<
      | "job"
      | "dataset"
      | "batch"
      | "planned"
      | "key"
      | "team"
      | "user"
      | "extra"
      | "remote"
      | "ownRemote"
      | "invitation"
      | "deletion"
      | "agreement",
      string
    >
  >;
  /** A batch of the size of one whose create has just left. */
  readonly sought: BatchRecord;
  readonly connectionId: string;
}

/** Functions of `lib/db` by name, each with what it says when there is nothing. */
export type ScopedCalls = Readonly<
  Record<
    string,
    readonly [call: (scope: Scope, world: World) => Promise<unknown>, nothing: unknown]
  >
>;
