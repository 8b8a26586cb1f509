import { randomUUID } from "node:crypto";
import type { Provider, Route } from "../engine/provider";
import { authorize, isForS3 } from "./authorize";
import { createJob } from "./create-job";
import { refuse, s3Fault, statusFault } from "./errors";
import { serveModels } from "./foundation-models";
import { JOB_WIRE } from "./job-wire";
import { serveJob, serveJobs, stopJob } from "./jobs";
import { serveS3 } from "./s3-front";

const BUCKET = /^\/[^/]+\/?$/;
const OBJECT = /^\/[^/]+\/.+$/;

const s3 = (method: Route["method"], path: RegExp, kind: Route["kind"]): Route => ({
  ...{ method, path, kind },
  handle: serveS3,
});

/** Amazon Bedrock's model invocation jobs, and the S3 in which their requests and results lie. */
export const bedrock: Provider = {
  name: "bedrock",
  mount: "/bedrock",
  claims: isForS3,
  routes: [
    {
      ...{ method: "POST", path: /^\/model-invocation-job$/ },
      ...{ kind: "batches.create", handle: createJob },
    },
    {
      ...{ method: "GET", path: /^\/model-invocation-jobs$/ },
      ...{ kind: "batches.list", handle: serveJobs },
    },
    {
      ...{ method: "GET", path: /^\/model-invocation-job\/([^/]+)$/ },
      ...{ kind: "batches.retrieve", handle: serveJob },
    },
    {
      ...{ method: "POST", path: /^\/model-invocation-job\/([^/]+)\/stop$/ },
      ...{ kind: "batches.cancel", handle: stopJob },
    },
    { method: "GET", path: /^\/foundation-models$/, kind: "models", handle: serveModels },
    s3("PUT", OBJECT, "files.create"),
    s3("POST", OBJECT, "files.create"),
    s3("GET", OBJECT, "files.content"),
    s3("HEAD", OBJECT, "files.retrieve"),
    s3("DELETE", OBJECT, "files.delete"),
    s3("GET", BUCKET, "files.list"),
    s3("HEAD", BUCKET, "files.list"),
  ],
  batches: JOB_WIRE,
  batchesPerHour: null,
  quirks: [],
  headers: () => ({ "x-amzn-requestid": randomUUID() }),
  authorize,
  refuse(status, code, headers, req) {
    if (req !== undefined && isForS3(req)) return s3Fault(status, headers);
    return refuse(statusFault(status, code), headers);
  },
  noRoute: () => refuse(statusFault(404, "UnknownOperationException")),
};
