import { z } from "zod";
import { SIGN_IN_STEPS } from "./sign-in";

const servers = [{ url: "/api" }] as const;

/** What somebody sends, before defaults are filled in. */
const input = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" });

const uploadId = {
  name: "id",
  in: "path",
  required: true,
  schema: { type: "string" },
} as const;

const json = (description: string, properties: Readonly<Record<string, object>>) =>
  ({
    description,
    content: {
      "application/json": {
        schema: { type: "object", required: Object.keys(properties), properties },
      },
    },
  }) as const;

/** How these operations refuse; `openapi.ts` derives it for the others. */
const refused = (...statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: "#/components/responses/Error" }] as const),
  );

const TUS_REFUSAL = { $ref: "#/components/responses/UploadRefused" } as const;

const header = (name: string, schema: object, required = true) =>
  ({ name, in: "header", required, schema }) as const;

/** A number of bytes that a program can count exactly. */
const bytes = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

const VERSION = header("Tus-Resumable", { type: "string", enum: ["1.0.0"] });

interface TusOperation {
  readonly method: string;
  readonly description: string;
  readonly status: number;
  readonly refuses: readonly number[];
  readonly headers?: readonly object[];
  readonly requestBody?: object;
}

const tus = ({ method, description, status, refuses, headers = [], ...rest }: TusOperation) =>
  ({
    operationId: `uploads.${method}`,
    tags: ["Uploads"],
    description: `${description} Resumable upload protocol tus 1.0.`,
    parameters: headers,
    ...rest,
    responses: {
      [status]: { description: "As the protocol says" },
      ...refused(401, 429, 500),
      // 403 is ours for a caller who may not, and the protocol's for an append without its headers; 409 is ours in an
      // organization that waits for its deletion, and the protocol's for another offset.
      ...Object.fromEntries([403, 409, ...refuses].map((is) => [String(is), TUS_REFUSAL] as const)),
    },
  }) as const;

/** What is served beside the JSON operations; those with `servers` stand under `/api`. */
export const OTHER_OPERATIONS = {
  "/openapi.json": {
    get: {
      operationId: "openapi",
      tags: ["About"],
      security: [],
      description: "This document.",
      responses: {
        "200": json("An OpenAPI 3.1 document", { openapi: { type: "string" } }),
        ...refused(500),
      },
    },
  },
  "/health": {
    servers,
    get: {
      operationId: "health",
      tags: ["About"],
      security: [],
      description: "Whether web, database and queue answer.",
      responses: {
        "200": json("All is well", { status: { const: "ok" } }),
        "503": json("Some part does not answer", {
          status: { const: "unavailable" },
          down: { type: "array", items: { type: "string" } },
        }),
        ...refused(500),
      },
    },
  },
  "/live": {
    servers,
    get: {
      operationId: "live",
      tags: ["About"],
      description:
        'Server-sent events: `{"kind": "dataset"|"job", "id", "version"}` for whatever moves. Take one only if its version is the highest seen for its id.',
      responses: {
        "200": {
          description: "A stream that does not end",
          content: { "text/event-stream": { schema: { type: "string" } } },
        },
        ...refused(401, 403, 429, 500),
      },
    },
  },
  "/uploads": {
    servers,
    post: tus({
      method: "create",
      description: "Begins an upload; its address is in `Location`.",
      status: 201,
      refuses: [400, 412, 413, 501],
      headers: [
        VERSION,
        header("Upload-Length", bytes),
        header("Upload-Metadata", { type: "string", examples: ["filename cm93cy5jc3Y="] }, false),
      ],
    }),
    options: tus({
      method: "options",
      description: "What the server can do.",
      status: 204,
      refuses: [],
    }),
  },
  "/uploads/{id}": {
    servers,
    parameters: [uploadId],
    head: tus({
      method: "offset",
      description: "How much has arrived, in `Upload-Offset`.",
      status: 200,
      refuses: [400, 404, 410, 412],
      headers: [VERSION],
    }),
    patch: tus({
      method: "append",
      description: "Sends bytes from `Upload-Offset` on.",
      status: 204,
      refuses: [400, 404, 410, 412, 413],
      headers: [VERSION, header("Upload-Offset", bytes)],
      requestBody: {
        required: true,
        content: {
          "application/offset+octet-stream": { schema: { type: "string", format: "binary" } },
        },
      },
    }),
    delete: tus({
      method: "remove",
      description: "Forgets the upload.",
      status: 204,
      refuses: [400, 404, 410, 412],
      headers: [VERSION],
    }),
  },
  "/hooks/{connection}": {
    servers,
    parameters: [{ ...uploadId, name: "connection" }],
    post: {
      operationId: "hooks.take",
      tags: ["Connections"],
      security: [],
      description:
        "Where a provider sends its webhooks: signed with the connection's secret, not older than 5 minutes. A hint to look at a batch now.",
      requestBody: {
        required: true,
        content: { "application/json": { schema: { type: "object" } } },
      },
      responses: { "204": { description: "Taken" }, ...refused(401, 404, 413, 429, 500) },
    },
  },
  "/sign-in/{step}": {
    servers,
    parameters: [{ ...uploadId, name: "step", schema: { enum: Object.keys(SIGN_IN_STEPS) } }],
    post: {
      operationId: "signIn.step",
      tags: ["Account"],
      security: [],
      description:
        "What the pages send for people who are not signed in: sign-up, links by mail, a new password, the second step. Only from our own pages; tries are counted, and known and unknown addresses get one answer.",
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: { anyOf: Object.values(SIGN_IN_STEPS).map(input) } },
        },
      },
      responses: {
        "200": {
          description: "Done, or on its way by mail",
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: { done: { const: true }, email: { type: "string" } },
              },
            },
          },
        },
        ...refused(400, 401, 403, 404, 409, 413, 415, 429, 500),
      },
    },
  },
  "/uploads/{id}/dataset": {
    servers,
    parameters: [uploadId],
    post: {
      operationId: "uploads.dataset",
      tags: ["Uploads"],
      description: "Makes a dataset of a finished upload. Asked again, it gives the same one.",
      responses: {
        "201": json("The dataset", { id: { type: "string" } }),
        ...refused(400, 401, 403, 404, 409, 410, 413, 429, 500, 503),
      },
    },
  },
} as const;
