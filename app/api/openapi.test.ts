import { describe, expect, it } from "vitest";
import { openApiDocument } from "@/app/server/openapi";
import { rest } from "@/app/server/rest";
import { contract } from "@/lib/contracts/contract";
import { apiRoutes } from "@/lib/testing/route-server";

/** next-auth's own protocol, described by next-auth. */
const NOT_OURS = ["/api/auth/[...nextauth]"];

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly ({ name: string; in: string } & { $ref?: string })[];
  readonly responses: Readonly<Record<string, object>>;
  /** None: as the document says of all. Empty: the operation is public. */
  readonly security?: readonly object[];
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];
const document = (await openApiDocument()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([name]) => METHODS.includes(name))
    .map(([method, operation]) => ({ path, method, item, operation })),
);

/** Open to all, but refused where the signature or the session of a first step is missing. */
const OF_OTHER_SECRETS = ["hooks.take", "signIn.step"];

/** Beside all of a person's own account. */
const SESSIONS_ALONE = [
  "members.transfer",
  "organization.deletion.request",
  "organization.deletion.revoke",
  "organization.export",
  "organizations.create",
  "organizations.list",
  "organizations.switch",
];

describe("the OpenAPI document", () => {
  it("lists every method of every route that there is", async () => {
    const routes = (await apiRoutes()).filter(({ place }) => !NOT_OURS.includes(place));
    expect(routes.length).toBeGreaterThan(6);
    const missing = routes.flatMap(({ place, methods, module }) =>
      methods
        // `rest` answers the contract's operations, listed below, or that there is no such operation.
        .filter((method) => module[method] !== rest && !isDocumented(place, method))
        .map((method) => `${method} ${place}`),
    );
    expect(missing).toEqual([]);
  });

  it("lists every operation of the contract", () => {
    const routes = routesOf(contract);
    expect(routes.length).toBeGreaterThan(15);
    const missing = routes.filter(
      ({ method, path }) => !document.paths[path]?.[method.toLowerCase()],
    );
    expect(missing).toEqual([]);
  });

  it("is a document of version 3.1 whose operations are named, once each, and say how they refuse", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: "Tranche", version: expect.any(String) });
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operation } of operations) {
      const statuses = Object.keys(operation.responses);
      // A default would document any answer, so that none could be an undocumented one.
      expect(statuses.filter((status) => !/^[1-5]\d\d$/.test(status))).toEqual([]);
      expect(statuses.some((status) => status.startsWith("2"))).toBe(true);
      expect(statuses).toContain("500");
      const { operationId = "", security } = operation;
      expect([operationId, statuses.includes("401")]).toEqual([
        operationId,
        security?.length !== 0 || OF_OTHER_SECRETS.includes(operationId),
      ]);
    }
  });

  it("says what each operation is called with: a key or a session, a session alone, or nothing", () => {
    const declared = (document as unknown as { security: object[] }).security;
    expect(declared.flatMap(Object.keys)).toEqual(["apiKey", "session"]);
    expect(Object.keys(document.components.securitySchemes ?? {})).toEqual(["apiKey", "session"]);
    const withSecurity = (security: readonly object[] | undefined) =>
      operations
        .filter(({ operation }) => JSON.stringify(operation.security) === JSON.stringify(security))
        .map(({ operation }) => operation.operationId ?? "");
    const alone = withSecurity([{ session: [] }]);
    expect(alone.filter((id) => !id.startsWith("account.")).sort()).toEqual(SESSIONS_ALONE);
    expect(withSecurity(undefined).filter((id) => id.startsWith("account."))).toEqual([]);
    expect(withSecurity([]).sort()).toEqual(["health", "hooks.take", "openapi", "signIn.step"]);
  });

  it("declares each parameter of a path, and refers to nothing that is not there", () => {
    for (const { path, item, operation } of operations) {
      const shared = (item.parameters ?? []) as unknown as typeof operation.parameters;
      const inPath = [...(operation.parameters ?? []), ...(shared ?? [])].filter(
        (p) => p.in === "path",
      );
      expect(inPath.map((p) => p.name).sort()).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort(),
      );
    }
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(operations.length);
    for (const [, kind = "", name = ""] of references)
      expect(document.components[kind]?.[name]).toBeDefined();
  });

  it("offers an idempotency key on every POST that makes or spends something", () => {
    const without = operations
      // An upload has an id of its own, a hook's delivery may come twice, and a person's own account is kept for nobody.
      .filter(
        ({ method, path }) =>
          method === "post" && !/^\/(uploads|hooks|account|sign-in)\b/.test(path),
      )
      .filter(
        ({ operation }) => !operation.parameters?.some((p) => p.$ref?.endsWith("/IdempotencyKey")),
      );
    expect(without).toEqual([]);
  });
});

/** Where a route module stands in the document: `/api/v1/jobs/[id]/results` as `/jobs/{id}/results`. */
function documented(place: string): string[] {
  const path = place.replace(/^\/api(\/v1)?/, "");
  const optional = /\/\[\[\.\.\.\w+\]\]$/;
  if (optional.test(path)) return [path.replace(optional, ""), path.replace(optional, "/{id}")];
  return [path.replace(/\[(\w+)\]/g, "{$1}")];
}

const isDocumented = (place: string, method: string): boolean =>
  documented(place).some((path) => document.paths[path]?.[method.toLowerCase()]);

interface Route {
  readonly method: string;
  readonly path: string;
}

function routesOf(node: object): Route[] {
  const route = (node as { "~orpc"?: { route: Route } })["~orpc"]?.route;
  return route ? [route] : Object.values(node).flatMap((child: object) => routesOf(child));
}
