import { randomBytes } from "node:crypto";
import { type LinePart, renderLine } from "../core/line-template";
import type { RequestTemplate } from "../core/request";
import type { ConnectionRecord } from "../db/connection";
import type { DatasetRecord } from "../db/dataset";
import type { LineTexts } from "../providers/provider";
import type { ConvertedRow } from "../providers/ready-made/conversion";
import { rowConverter } from "../providers/ready-made/convert-request";
import type { Runtime } from "../runtime";
import { conversionOf } from "./prepare-requests";
import { freezeLine, lineParts } from "./request-line";

export interface PreviewTarget {
  readonly dataset: DatasetRecord;
  readonly connection: Pick<ConnectionRecord, "provider">;
  readonly model: string;
  readonly request: RequestTemplate;
}

/** The lines that a job would send, before there is a job. */
export interface PreviewLines {
  /** What of each row its line is made of, for counting. */
  readonly parts: readonly LinePart[];
  /** What is read in what the parts render. */
  readonly texts: (rendered: string) => LineTexts | null;
  lineOf(row: number, values: readonly (string | null)[]): ConvertedRow;
}

const NOTHING_READ: LineTexts = { system: null, prompt: null, others: [], messages: 0 };

/** How the rows of a dataset become lines. Check `requestProblems` first. */
export async function previewLines(
  runtime: Runtime,
  organizationId: string,
  target: PreviewTarget,
): Promise<PreviewLines> {
  const { dataset, connection, model, request } = target;
  const provider = runtime.provider(connection.provider);
  if (request.raw) {
    const job = { provider: connection.provider, model, request };
    const conversion = await conversionOf(runtime, organizationId, dataset, job);
    const convert = rowConverter(conversion);
    const { body } = conversion.columns;
    return {
      parts: [{ kind: "json", column: body }],
      texts: (rendered) => {
        const values: (string | null)[] = [];
        values[body] = rendered;
        const made = convert(1, values);
        return made.kind === "line" ? provider.texts(made.line) : NOTHING_READ;
      },
      lineOf: convert,
    };
  }
  const source = { request, columns: dataset.columns, model };
  const parts = lineParts(freezeLine(provider, source, randomBytes(16).toString("hex")));
  return {
    parts,
    texts: (rendered) => provider.texts(rendered),
    lineOf: (row, values) => ({
      ...{ kind: "line", changed: false },
      line: renderLine(parts, row, values),
    }),
  };
}
