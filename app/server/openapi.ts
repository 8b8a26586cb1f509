import { type OpenAPI, OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { SESSION_COOKIE } from "@/lib/auth/session-cookie";
import { contract } from "@/lib/contracts/contract";
import { datasetSchema } from "@/lib/contracts/datasets";
import { FILE_OPERATIONS } from "@/lib/contracts/files";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import { OTHER_OPERATIONS } from "@/lib/contracts/other-operations";
import { SCOPE_PERMISSIONS } from "@/lib/core/access";
import { refusals } from "./openapi-refusals";

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
    security: [{ apiKey: [] }, SESSION],
    commonSchemas: { Dataset: { schema: datasetSchema } },
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", bearerFormat: "trk_…" },
        session: {
          ...{ type: "apiKey", in: "cookie", name: SESSION_COOKIE },
          description:
            "A person who is signed in; with the prefix `__Host-` over https. Changes are taken from our own pages alone.",
        },
      },
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      responses: { Error: ERROR, UploadRefused: UPLOAD_REFUSED },
    },
  });
  const derived = joined({ ...generated.paths }, FILE_OPERATIONS);
  const paths = Object.fromEntries(
    Object.entries(derived).map(([path, item]) => [path, completed(path, item ?? {})]),
  );
  return { ...generated, openapi: "3.1.0", paths: joined(paths, OTHER_OPERATIONS) };
}

type Paths = Record<string, object | undefined>;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

function joined(paths: Paths, more: Paths): Paths {
  const added = Object.entries(more).map(([path, item]) => [path, { ...paths[path], ...item }]);
  return { ...paths, ...Object.fromEntries(added) };
}

/** What the operations have in common: how they refuse, and the key that makes a POST happen once. */
function completed(path: string, item: object): object {
  const entries = Object.entries(item).map(([method, operation]) =>
    METHODS.includes(method) ? [method, complete(method, path, operation)] : [method, operation],
  );
  return Object.fromEntries(entries);
}

function complete(
  method: string,
  path: string,
  operation: OpenAPI.OperationObject,
): OpenAPI.OperationObject {
  // What people do with their own account is kept for nobody to hear again.
  const once = method === "post" && !path.startsWith("/account/");
  const parameters: OpenAPI.OperationObject["parameters"] = [
    ...(operation.parameters ?? []).map(nonEmpty),
    ...(once ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
  ];
  const whole = {
    ...operation,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takesKeys(operation.operationId) ? {} : { security: [SESSION] }),
  };
  return { ...whole, responses: { ...operation.responses, ...refusals(method, path, whole) } };
}

const SESSION = { session: [] };

/** Whether a key can have what an operation requires; no key is a person or owns an organization. */
function takesKeys(operationId = ""): boolean {
  const requirement = OPERATION_ACCESS[operationId as OperationId];
  if (typeof requirement === "string") return requirement !== "person";
  return SCOPE_PERMISSIONS.admin.includes(requirement.permission);
}

/** The generator says of every parameter that it may be empty. */
function nonEmpty(parameter: OpenAPI.ReferenceObject | OpenAPI.ParameterObject) {
  if ("$ref" in parameter) return parameter;
  const { allowEmptyValue: _, ...rest } = parameter;
  return rest;
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

/** The protocol's own refusals are plain text. */
const UPLOAD_REFUSED: OpenAPI.ResponseObject = {
  description: "Why the upload was refused",
  content: { ...ERROR.content, "text/plain": { schema: { type: "string" } } },
};
