import type { OpenAPI } from "@orpc/openapi";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import { holdsWhileClosing } from "@/lib/core/access";

type Responses = Record<string, OpenAPI.ReferenceObject>;

/** Operations that show what an import or a job has to have finished first. */
const WAIT_FOR_DATA = ["datasets.rows", "datasets.rejects", "datasets.rejectsFile", "jobs.results"];

/** Operations that reach into object storage, which may be full or away. */
const USE_STORAGE = [
  ...WAIT_FOR_DATA,
  ...["datasets.create", "planning.estimate", "planning.preview", "uploads.dataset"],
  "organization.export",
];

/** What is looked for by its name in the query may not be there. */
const LOOKED_FOR = ["prices.history"];

const CHANGES = ["post", "put", "patch", "delete"];

/**
 * The statuses, beside its own, with which an operation can refuse or fail: they follow from what it takes. All of them
 * carry the shape of `Error`.
 */
export function refusals(
  method: string,
  path: string,
  operation: OpenAPI.OperationObject,
): Responses {
  const { operationId = "", parameters = [], requestBody, security } = operation;
  const isPublic = security?.length === 0;
  const changes = CHANGES.includes(method);
  const waits = WAIT_FOR_DATA.includes(operationId);
  const takesIds =
    path.includes("{") || namesOthers(requestBody) || LOOKED_FOR.includes(operationId);
  const statuses: [status: number, when: boolean][] = [
    [400, changes || path.includes("{") || parameters.length > 0],
    [401, !isPublic],
    [403, !isPublic],
    [404, takesIds],
    [409, changes || waits || ends(operationId)],
    // Also what a repeated POST would tell again.
    [410, waits || (method === "post" && !path.startsWith("/account/"))],
    [413, changes],
    [415, changes],
    [429, !isPublic],
    [500, true],
    [503, USE_STORAGE.includes(operationId)],
  ];
  return Object.fromEntries(
    statuses
      .filter(([, when]) => when)
      .map(([status]) => [String(status), { $ref: "#/components/responses/Error" }]),
  );
}

/** Whether nobody may do it any more in an organization that waits for its deletion. */
function ends(operationId: string): boolean {
  const requirement = OPERATION_ACCESS[operationId as OperationId];
  return typeof requirement === "object" && !holdsWhileClosing(requirement.permission);
}

/** Whether the body names other things by their ids, such as `datasetId`. */
function namesOthers(requestBody: OpenAPI.OperationObject["requestBody"]): boolean {
  if (!requestBody || "$ref" in requestBody) return false;
  return Object.values(requestBody.content).some(({ schema }) =>
    /"\w+Id":/.test(JSON.stringify(schema ?? {})),
  );
}
