import { type OpenAPI, OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { contract } from "@/lib/contracts/contract";
import { datasetSchema } from "@/lib/contracts/datasets";
import { FILE_OPERATIONS } from "@/lib/contracts/files";
import { OTHER_OPERATIONS } from "@/lib/contracts/other-operations";

let document: Promise<object> | null = null;

/** The OpenAPI 3.1 document, made once: the contract's operations and, beside them, those that it cannot say. */
export function openApiDocument(): Promise<object> {
  document ??= generate();
  return document;
}

async function generate(): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const generated = await generator.generate(contract, {
    info: {
      title: "Tranche",
      version: "1",
      description:
        "Run large language models over large data in provider batches. Errors are `{ error: { code, message, details } }`; " +
        "money is a decimal string of dollars; times are ISO 8601 in UTC; lists are `{ data, nextCursor }`. Every answer " +
        "carries `X-Request-Id`.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ apiKey: [] }],
    commonSchemas: { Dataset: { schema: datasetSchema } },
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", bearerFormat: "trk_…" } },
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      responses: { Error: ERROR },
    },
  });
  const all: Paths = { ...generated.paths };
  for (const [path, item] of Object.entries({ ...FILE_OPERATIONS, ...OTHER_OPERATIONS })) {
    all[path] = { ...all[path], ...item };
  }
  const paths = Object.entries(all).map(([path, item]) => [path, item && completed(path, item)]);
  return { ...generated, openapi: "3.1.0", paths: Object.fromEntries(paths) };
}

type Paths = Record<string, object | undefined>;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

/** Uploads have their own way to be repeated; what people do with their own account is kept for nobody to hear again. */
const AGAIN = ["/uploads", "/account", "/sign-in"];

/** What every operation has in common: how it refuses, and the key that makes a POST happen once. */
function completed(path: string, item: object): object {
  const entries = Object.entries(item).map(([name, operation]) => {
    if (!METHODS.includes(name)) return [name, operation];
    const { parameters = [], responses } = operation as OpenAPI.OperationObject;
    const once = name === "post" && !AGAIN.some((prefix) => path.startsWith(prefix));
    return [
      name,
      {
        ...operation,
        ...(once
          ? { parameters: [...parameters, { $ref: "#/components/parameters/IdempotencyKey" }] }
          : {}),
        responses: { ...responses, default: { $ref: "#/components/responses/Error" } },
      },
    ];
  });
  return Object.fromEntries(entries);
}

const IDEMPOTENCY_KEY: OpenAPI.ParameterObject = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "The same key and body give the first answer again; another body under the key is refused with 409.",
  schema: { type: "string", maxLength: 200 },
};

const ERROR: OpenAPI.ResponseObject = {
  description: "Why the request was refused, and what to do",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["error"],
        properties: {
          error: {
            type: "object",
            required: ["code", "message", "details"],
            properties: {
              code: { type: "string", description: "Stable: decide by it" },
              message: { type: "string" },
              details: { type: "object" },
            },
          },
        },
      },
    },
  },
};
