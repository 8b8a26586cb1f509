import { createHash } from "node:crypto";
import type { DatasetColumn } from "../core/dataset";
import {
  type LinePart,
  markText,
  rowMark,
  splitMarks,
  templateColumns,
  unknownColumns,
} from "../core/line-template";
import { type Problem, problem } from "../core/problem";
import {
  chatOf,
  type ImageSource,
  type PromptRequest,
  type RequestTemplate,
} from "../core/request";
import { AppError } from "../errors";
import type { Provider } from "../providers/provider";
import { requestColumns } from "../providers/ready-made/request-columns";

/** An encoded request line with its marks, as frozen in a job. */
export interface FrozenLine {
  readonly nonce: string;
  readonly endpoint: string;
  readonly line: string;
}

export interface LineSource<Request = RequestTemplate> {
  readonly request: Request;
  readonly columns: readonly DatasetColumn[];
  readonly model: string;
}

/** What keeps this request from fitting these columns; empty when it fits. */
export function requestProblems({ request, columns }: LineSource): Problem[] {
  const names = columns.map((column) => column.name);
  if (request.raw) {
    return requestColumns(columns) !== null
      ? []
      : [
          problem(
            "raw_body_missing",
            "Ready-made requests need a column `body` (OpenAI's batch shape) or `params` (Anthropic's). Use a prompt instead, or upload a batch file.",
          ),
        ];
  }
  return unknownColumns(templateColumns(...templateTexts(request)), columns).map((name) =>
    problem(
      "unknown_column",
      `The prompt names a column {{${name}}} that the data does not have. Use one of: ${names.join(", ")}.`,
      { column: name, columns: names.join(", ") },
    ),
  );
}

/** Throws `invalid_request` naming what keeps this request from fitting these columns. */
export function assertFits(source: LineSource): void {
  const [first] = requestProblems(source);
  if (!first) return;
  throw new AppError("invalid_request", first.message, {
    details: { field: "request", reason: first.code, ...first.params },
  });
}

/** Encodes the prompt once for all rows. Check `requestProblems` first. `nonce` is random, per job. */
export function freezeLine(
  provider: Provider,
  source: LineSource<PromptRequest>,
  nonce: string,
): FrozenLine {
  const { request, columns, model } = source;
  const { system, cacheSystem, prompt, images, outputSchema, maxOutputTokens, temperature } =
    request;
  const mark = (text: string) => markText(text, columns, nonce);
  const encoded = provider.encode(
    chatOf({
      model,
      ...(system ? { system: mark(system) } : {}),
      ...(cacheSystem === undefined ? {} : { cacheSystem }),
      prompt: mark(prompt),
      ...(images === undefined ? {} : { images: images.map((image) => markImage(image, mark)) }),
      ...(outputSchema === undefined ? {} : { outputSchema }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(temperature === undefined ? {} : { temperature }),
    }),
    rowMark(nonce),
  );
  return { nonce, ...encoded };
}

function markImage(image: ImageSource, mark: (text: string) => string): ImageSource {
  return image.kind === "url"
    ? { ...image, url: mark(image.url) }
    : { ...image, data: mark(image.data) };
}

/** The texts of a request that may name columns. */
function templateTexts({ system, prompt, images = [] }: PromptRequest): (string | undefined)[] {
  return [system, prompt, ...images.map((one) => (one.kind === "url" ? one.url : one.data))];
}

/** Which earlier jobs asked the same: a hash, so that prompts need not be opened to compare them. Ready-made requests are the data itself. */
export function requestHash(
  organizationId: string,
  request: RequestTemplate,
  datasetId: string,
): string {
  const text = JSON.stringify(request.raw ? { ...request, datasetId } : request);
  return createHash("sha256").update(`${organizationId}\n${text}`).digest("hex");
}

export function lineParts({ line, nonce }: FrozenLine): LinePart[] {
  return splitMarks(line, nonce);
}
