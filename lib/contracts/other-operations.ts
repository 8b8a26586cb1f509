import { SIGN_IN_STEPS } from "./sign-in";

const servers = [{ url: "/api" }] as const;

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

const tus = (method: string, description: string, status: string) =>
  ({
    operationId: `uploads.${method}`,
    tags: ["Uploads"],
    description: `${description} Resumable upload protocol tus 1.0: send \`Tus-Resumable: 1.0.0\`.`,
    responses: { [status]: { description: "As the protocol says" } },
  }) as const;

/** What is served beside the JSON operations; those with `servers` stand under `/api`. */
export const OTHER_OPERATIONS = {
  "/openapi.json": {
    get: {
      operationId: "openapi",
      tags: ["About"],
      security: [],
      description: "This document.",
      responses: { "200": json("An OpenAPI 3.1 document", { openapi: { type: "string" } }) },
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
      },
    },
  },
  "/uploads": {
    servers,
    post: tus("create", "Begins an upload; its address is in `Location`.", "201"),
    options: tus("options", "What the server can do.", "204"),
  },
  "/uploads/{id}": {
    servers,
    parameters: [uploadId],
    head: tus("offset", "How much has arrived, in `Upload-Offset`.", "200"),
    patch: tus("append", "Sends bytes from `Upload-Offset` on.", "204"),
    delete: tus("remove", "Forgets the upload.", "204"),
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
      responses: { "204": { description: "Taken" } },
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
      responses: { "201": json("The dataset", { id: { type: "string" } }) },
    },
  },
} as const;
