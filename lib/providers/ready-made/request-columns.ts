import type { DatasetColumn } from "../../core/dataset";
import type { RequestShape } from "../native-requests";

/** Where a dataset of ready-made requests keeps what matters of a line; indexes of columns, null where there is none. */
export interface RequestColumns {
  readonly shape: RequestShape;
  readonly body: number;
  readonly method: number | null;
  readonly url: number | null;
}

/** The columns of OpenAI's batch shape (`body`), or of Anthropic's (`params`); null when the data is neither. */
export function requestColumns(columns: readonly DatasetColumn[]): RequestColumns | null {
  const at = (name: string) => {
    const index = columns.findIndex((column) => column.name === name);
    return index < 0 ? null : index;
  };
  const [body, params] = [at("body"), at("params")];
  if (body !== null) return { shape: "openai", body, method: at("method"), url: at("url") };
  return params === null ? null : { shape: "anthropic", body: params, method: null, url: null };
}

/** The API that the rows are for: what the first row names, else the usual one of the shape. */
export function requestEndpoint(
  { shape, url }: RequestColumns,
  first: readonly (string | null)[],
): string {
  return (url === null ? null : first[url]) || USUAL_ENDPOINT[shape];
}

/** The one API of a shape whose requests can be said in other words. */
export const USUAL_ENDPOINT: Readonly<Record<RequestShape, string>> = {
  openai: "/v1/chat/completions",
  anthropic: "/v1/messages",
};
