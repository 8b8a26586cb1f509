import { SENSITIVITIES } from "../core/sensitivity";

const idParameter = {
  name: "id",
  in: "path",
  required: true,
  schema: { type: "string" },
} as const;

const neutralizeParameter = {
  name: "neutralize",
  in: "query",
  description:
    "For people who open the CSV in a spreadsheet: cells and column names that it would take for a formula (they begin with = + - @, a tab or a line end, or = + - @ in full width) get an apostrophe before them. Without it every value is given as it is. Other formats are never changed.",
  schema: { type: "boolean", default: false },
} as const;

const file = (description: string, ...mediaTypes: readonly string[]) =>
  ({
    description,
    content: Object.fromEntries(
      mediaTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }] as const),
    ),
  }) as const;

const query = (name: string, schema: object) => ({ name, in: "query", schema }) as const;

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
      parameters: [idParameter, neutralizeParameter],
      responses: { "200": file("The rejected lines", "text/csv") },
    },
  },
  "/audit/export": {
    get: {
      operationId: "audit.export",
      tags: ["Audit"],
      description:
        "The audit log as a file, newest first, by the filters of `GET /audit`. Cells of the CSV that a spreadsheet would take for a formula begin with an apostrophe. The export is noted in the log.",
      parameters: [
        query("format", { type: "string", enum: ["jsonl", "csv"], default: "jsonl" }),
        query("actor", { type: "string" }),
        query("action", { type: "string" }),
        query("subject", { type: "string" }),
        query("from", { type: "string", format: "date-time" }),
        query("to", { type: "string", format: "date-time" }),
      ],
      responses: { "200": file("The entries", "application/x-ndjson", "text/csv") },
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
        neutralizeParameter,
      ],
      responses: {
        "200": file(
          "The results, in the format that was asked for",
          ...["application/x-ndjson", "text/csv", "application/vnd.apache.parquet"],
        ),
      },
    },
  },
  "/reports/focus": {
    get: {
      operationId: "reports.focus",
      tags: ["Reports"],
      description:
        "The ledger of a UTC month in FOCUS 1.2 (FinOps Open Cost and Usage Specification), one row for each entry, of the teams whose reports the caller may read. Real or simulated money, never both.",
      parameters: [
        {
          name: "month",
          in: "query",
          required: true,
          description: "For example 2026-11",
          schema: { type: "string", pattern: "^(?!0000|9999)\\d{4}-(0[1-9]|1[0-2])$" },
        },
        query("format", { type: "string", enum: ["csv", "parquet"], default: "csv" }),
        query("simulated", { type: "string", enum: ["true", "false"], default: "false" }),
        neutralizeParameter,
      ],
      responses: { "200": file("The rows", "text/csv", "application/vnd.apache.parquet") },
    },
  },
  "/organization/export": {
    get: {
      operationId: "organization.export",
      tags: ["Organization"],
      description:
        "All that belongs to the organization, as one archive: settings, people, keys without their secrets, files as they were uploaded, jobs with their templates, results, ledger, audit log, and a manifest with the SHA-256 of each file.",
      responses: { "200": file("The archive", "application/zip") },
    },
  },
} as const;
