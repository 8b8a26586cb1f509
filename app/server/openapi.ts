import { OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { contract } from "@/lib/contracts/contract";
import { FILE_OPERATIONS } from "@/lib/contracts/files";

let document: ReturnType<typeof generate> | null = null;

/** The OpenAPI 3.1 document, made once: the contract's operations and the streaming ones beside them. */
export function openApiDocument(): ReturnType<typeof generate> {
  document ??= generate();
  return document;
}

async function generate() {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const generated = await generator.generate(contract, {
    info: {
      title: "Tranche",
      version: "1",
      description:
        "Run large language models over large data in provider batches. Errors are `{ error: { code, message, details } }`; " +
        "money is a decimal string of dollars; send `Idempotency-Key` on POSTs that create or spend.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ apiKey: [] }],
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", bearerFormat: "trk_…" } },
    },
  });
  const json: Record<string, object | undefined> = { ...generated.paths };
  const files = Object.entries(FILE_OPERATIONS).map(([path, operations]) => [
    path,
    { ...json[path], ...operations },
  ]);
  return { ...generated, openapi: "3.1.0", paths: { ...json, ...Object.fromEntries(files) } };
}
