import { SENSITIVITIES } from "../core/sensitivity";

const idParameter = {
  name: "id",
  in: "path",
  required: true,
  schema: { type: "string" },
} as const;

const file = (description: string, ...mediaTypes: readonly string[]) =>
  ({
    description,
    content: Object.fromEntries(
      mediaTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }] as const),
    ),
  }) as const;

/** The schema of a dataset is generated from the contract; `openapi.ts` puts it here. */
export const DATASET = {
  content: { "application/json": { schema: { $ref: "#/components/schemas/Dataset" } } },
} as const;

/** The operations that stream a file, which the JSON contract cannot say: they stand in the OpenAPI document beside it. */
export const FILE_OPERATIONS = {
  "/datasets": {
    post: {
      operationId: "datasets.create",
      tags: ["Datasets"],
      description:
        "Uploads a file (CSV, TSV, JSON Lines, JSON array or Parquet) as multipart form data. It is imported in the background: follow `GET /datasets/{id}`.",
      requestBody: {
        required: true,
        content: {
          "multipart/form-data": {
            schema: {
              type: "object",
              required: ["file"],
              properties: {
                name: { type: "string", description: "The file's own name without it" },
                teamId: { type: "string", description: "The first team without it" },
                sensitivity: { type: "string", enum: SENSITIVITIES, default: "ordinary" },
                file: { type: "string", format: "binary" },
              },
            },
          },
        },
      },
      responses: { "201": { description: "The dataset, in status `importing`", ...DATASET } },
    },
  },
  "/datasets/{id}/rejects.csv": {
    get: {
      operationId: "datasets.rejectsFile",
      tags: ["Datasets"],
      description: "All rejected lines with line number, reason and excerpt.",
      parameters: [idParameter],
      responses: { "200": file("The rejected lines", "text/csv") },
    },
  },
  "/jobs/{id}/results": {
    get: {
      operationId: "jobs.results",
      tags: ["Jobs"],
      description:
        "The dataset in its own order with tranche_status, tranche_output, tranche_error, token counts and cost of each row. 409 until the job has ended.",
      parameters: [
        idParameter,
        {
          name: "format",
          in: "query",
          schema: { type: "string", enum: ["jsonl", "csv", "parquet"], default: "jsonl" },
        },
      ],
      responses: {
        "200": file(
          "The results, in the format that was asked for",
          ...["application/x-ndjson", "text/csv", "application/vnd.apache.parquet"],
        ),
      },
    },
  },
} as const;
