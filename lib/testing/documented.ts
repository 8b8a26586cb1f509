import { z } from "zod";
import { openApiDocument } from "../../app/server/openapi";

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Answer & { readonly $ref?: string }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: object;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

const NOT_THERE = [401, 403, 404, 405, 429];

/** Checks a real JSON answer against the OpenAPI document. `path` as it was called, from `/api`. */
export async function expectDocumented(
  method: string,
  path: string,
  { status, body }: { readonly status: number; readonly body: unknown },
): Promise<void> {
  const document = (await openApiDocument()) as Document;
  const found = Object.entries(document.paths).find(([pattern]) => matches(pattern, path));
  const operation = found?.[1][method.toLowerCase()] as Operation | undefined;
  const { content } = statedAnswer(document, operation, status) ?? {};
  const schema = content?.["application/json"]?.schema;
  if (!schema) throw new Error(`${method} ${path} → ${status} is not documented with a schema`);
  parserOf(schema, document).parse(body);
}

/** What the document says of a status. Of a path or method that it does not know, only that it is refused. */
function statedAnswer(
  { components: { responses } }: Document,
  operation: Operation | undefined,
  status: number,
): Answer | undefined {
  if (!operation) return NOT_THERE.includes(status) ? responses.Error : undefined;
  const { $ref, ...answer } = operation.responses[status] ?? { $ref: "none" };
  return $ref === undefined ? answer : responses[$ref.split("/").at(-1) ?? ""];
}

function matches(pattern: string, path: string): boolean {
  const [place = ""] = path.replace(/^\/v1(?=\/)/, "").split("?");
  const source = pattern.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${source}$`).test(place);
}

const parsers = new Map<object, z.ZodType>();

function parserOf(schema: object, { components }: Document): z.ZodType {
  const known = parsers.get(schema);
  if (known) return known;
  const whole = JSON.stringify({ $defs: components.schemas, allOf: [schema] });
  const made = z.fromJSONSchema(JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/")));
  parsers.set(schema, made);
  return made;
}
