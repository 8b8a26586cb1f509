import type { RawRequest } from "../../core/request";
import type { Provider } from "../provider";
import type { RequestRefusal } from "../request-refusal";
import type { RequestColumns } from "./request-columns";

/** Ready-made requests, and who is to answer them. */
export interface Conversion {
  readonly provider: Provider;
  readonly columns: RequestColumns;
  readonly endpoint: string;
  /** The job's: it takes the place of whatever model a row names. */
  readonly model: string;
  readonly request: RawRequest;
}

/** What a row's request becomes: its line, perhaps not word for word, or a reason why there is none. */
export type ConvertedRow =
  | { readonly kind: "line"; readonly line: string; readonly changed: boolean }
  | ({ readonly kind: "refused" } & RequestRefusal);

/** The body of a row; `text` is it word for word, or null when something was taken out. */
export interface RequestBody {
  readonly row: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string | null;
}
